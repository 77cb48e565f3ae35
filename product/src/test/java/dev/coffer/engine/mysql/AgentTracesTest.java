package dev.coffer.engine.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AgentTracesTest {
    private static final String SETUP = "set sql_mode=CONCAT(@@sql_mode,',STRICT_TRANS_TABLES')";

    @Test
    void what_the_agent_left_is_removed_and_the_time_stays_with_what_follows() {
        String log = "Time\t\t    Id Command\tArgument\n"
                + "261127 23:54:23\t    10 Connect\tos_admin@localhost on  using Socket\n"
                + "\t\t    10 Query\t" + SETUP + "\n"
                + "\t\t    11 Connect\tann@127.0.0.1 on shop using TCP/IP\n"
                + "\t\t    10 Query\t" + Session.QUIET + "SESSION x = 1\n"
                + "\t\t    11 Query\t" + SETUP + "\n"
                + "\t\t    11 Query\tSELECT 1,\n  2\n";
        assertThat(AgentTraces.removed(log))
                .isEqualTo("Time\t\t    Id Command\tArgument\n"
                        + "261127 23:54:23\t    11 Connect\tann@127.0.0.1 on shop using TCP/IP\n"
                        + "\t\t    11 Query\t" + SETUP + "\n"
                        + "\t\t    11 Query\tSELECT 1,\n  2\n");
    }

    @Test
    void nobody_hides_a_statement_by_writing_as_the_agent_does() {
        String forged = "\t\t    11 Query\tSELECT '\n\t\t    11 Connect\tos_admin@localhost on \n'\n"
                + "\t\t    11 Query\tDROP TABLE t\n";
        assertThat(AgentTraces.removed(forged)).contains("DROP TABLE t");
    }

    @Test
    void a_text_without_a_last_line_end_stays() {
        assertThat(AgentTraces.removed("one\ntwo")).isEqualTo("one\ntwo");
        assertThat(AgentTraces.removed("")).isEmpty();
    }
}
