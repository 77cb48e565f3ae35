package dev.coffer.engine.mysql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What is in the data directory of a server when it is made, and the option file beside it. */
interface Contents {
    /**
     * Writes the option file, and makes what it names.
     *
     * @param values what a tenant has set
     */
    void configure(Map<String, String> values) throws IOException;

    /** An empty system whose only account that is not locked is the agent's. */
    void fillEmpty(Path directory) throws IOException, InterruptedException;

    /** Statements that make the agent's account, or make it anew, on this server alone. */
    List<String> agentAccount() throws IOException;

    /** The option file, which has the server make the agent's account anew when that is needed. */
    static String optionFile(Options options, SqlPlaces places, Map<String, String> values) {
        if (!Files.exists(places.remedy())) {
            return options.text(values);
        }
        return options.text(values) + "init_file = \"" + places.remedy() + "\"\n";
    }
}
