package dev.coffer.engine.cassandra;

import java.nio.file.Path;

/** The server's {@code logback.xml}. */
final class Logging {
    private static final String TEXT = """
            <!-- Written by the agent; changes are lost. %s -->
            <configuration scan="true" scanPeriod="2 seconds">
              <appender name="LOG" class="ch.qos.logback.core.%s">
                %s<encoder>
                  <pattern>%%-5level [%%thread] %%date{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %%logger{0} - %%msg%%n</pattern>
                </encoder>
              </appender>
              <root level="INFO">
                <appender-ref ref="LOG"/>
              </root>
            </configuration>
            """;

    private Logging() {}

    /** With what else the process says. */
    static String toOutput() {
        return TEXT.formatted("", "ConsoleAppender", "");
    }

    /** @param mark whose change makes the server read this again, and open the file anew */
    static String toFile(Path file, String mark) {
        return TEXT.formatted(mark, "FileAppender", "<file>" + escaped(file.toString()) + "</file>\n    ");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("$", "\\$");
    }
}
