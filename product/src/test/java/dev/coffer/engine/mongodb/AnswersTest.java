package dev.coffer.engine.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.Health;
import dev.coffer.model.Flavor;
import dev.coffer.model.Parameter;
import dev.coffer.model.Parameter.Type;
import dev.coffer.model.ServiceStatus;
import java.math.BigDecimal;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** Answers in the form in which MongoDB documents them. */
class AnswersTest {

    @Test
    void of_the_parameters_those_for_tenants_are_offered() {
        List<Parameter> offered = MongodbParameters.offered(Document.parse("""
                {"cursorTimeoutMillis": {"value": {"$numberLong": "600000"}, "settableAtRuntime": true, "settableAtStartup": true},
                 "notablescan": {"value": false, "settableAtRuntime": false, "settableAtStartup": true},
                 "ttlMonitorEnabled": {"value": true, "settableAtRuntime": true, "settableAtStartup": false},
                 "logComponentVerbosity": {"value": {"verbosity": 0}, "settableAtRuntime": true, "settableAtStartup": true},
                 "authenticationMechanisms": {"value": ["SCRAM-SHA-256"], "settableAtRuntime": false, "settableAtStartup": true},
                 "ok": 1.0}
                """));
        assertThat(offered)
                .containsExactly(
                        new Parameter(
                                "cursortimeoutmillis",
                                Type.INTEGER,
                                BigDecimal.valueOf(1_000),
                                BigDecimal.valueOf(Integer.MAX_VALUE),
                                List.of(),
                                false,
                                "600000"),
                        new Parameter("notablescan", Type.BOOLEAN, null, null, List.of(), true, "false"));
    }

    @Test
    void what_is_not_for_tenants_is_coffers() {
        MongodbParameters parameters = new MongodbParameters();
        assertThat(List.of("authenticationmechanisms", "enablelocalhostauthbypass", "loglevel", "testing", ""))
                .allMatch(parameters::isOwned);
        assertThat(parameters.isOwned("transactionlifetimelimitseconds")).isFalse();
        assertThat(parameters.defaults(new Flavor("1", "tiny", 512, 1, 5, 0), 1))
                .containsEntry("indexbuildminavailablediskspacemb", 51L)
                .containsEntry("notablescan", 0L)
                .allSatisfy(
                        (name, value) -> assertThat(parameters.isOwned(name)).isFalse());
    }

    @Test
    void health_is_read_from_the_servers_status() {
        Document status = Document.parse("""
                {"version": "8.0.4", "uptime": 12.5,
                 "connections": {"current": 7, "available": 93, "active": 2},
                 "opcounters": {"insert": {"$numberLong": "1"}, "query": {"$numberLong": "2"}, "update": {"$numberLong": "0"},
                   "delete": {"$numberLong": "0"}, "getmore": {"$numberLong": "3"}, "command": {"$numberLong": "4"},
                   "deprecated": {"total": {"$numberLong": "9"}}},
                 "ok": 1.0}
                """);
        Health health = MongodbHealth.seen(true, status);
        assertThat(health.status()).isEqualTo(ServiceStatus.HEALTHY);
        assertThat(health.version()).isEqualTo("8.0.4");
        assertThat(health.metrics())
                .containsEntry("connections", 7.0)
                .containsEntry("queries", 10.0)
                .containsEntry("uptime_seconds", 12.5);
        assertThat(MongodbHealth.seen(false, status).status()).isEqualTo(ServiceStatus.BLOCKED);
        assertThat(ReplicaSet.isWritable(Document.parse("{\"isWritablePrimary\": true, \"setName\": \"coffer\"}")))
                .isTrue();
        assertThat(ReplicaSet.isWritable(Document.parse("{\"isreplicaset\": true}")))
                .isFalse();
    }

    @Test
    void databases_of_a_user_are_those_of_its_roles() {
        assertThat(MongodbAccounts.databases(Document.parse("""
                {"user": "ann", "db": "admin", "roles": [{"role": "readWrite", "db": "b"}, {"role": "dbAdmin", "db": "b"},
                 {"role": "read", "db": "a"}, {"role": "clusterMonitor", "db": "admin"}]}
                """))).containsExactly("a", "b");
    }

    @Test
    void error_numbers_say_what_can_be_done() {
        assertThat(List.of(51_003, 51_002, 13_297, 48)).allMatch(code -> Failures.kind(code) == Kind.EXISTS);
        assertThat(List.of(11, 31)).allMatch(code -> Failures.kind(code) == Kind.NOT_FOUND);
        assertThat(List.of(2, 73, 50_692)).allMatch(code -> Failures.kind(code) == Kind.REFUSED);
        assertThat(List.of(94, 91, 10_107, 50)).allMatch(code -> Failures.kind(code) == Kind.PASSING);
        assertThat(Failures.kind(13)).isEqualTo(Kind.BROKEN);
    }

    @Test
    void a_line_of_the_log_complains() {
        assertThat(Complaints.of("""
                {"t":{"$date":"2026-01-01T00:00:00.000+00:00"},"s":"E",  "c":"NETWORK", "id":23024, "ctx":"initandlisten",\
                "msg":"Failed to set up listener","attr":{"error":{"code":9001,"codeName":"SocketException",\
                "errmsg":"127.0.0.1:27017 :: caused by :: setup bind :: caused by :: Address already in use"}}}"""))
                .hasValue(
                        "Failed to set up listener: 127.0.0.1:27017 :: caused by :: setup bind :: caused by :: Address already in use");
        assertThat(Complaints.of("{\"t\":1,\"s\":\"I\",\"msg\":\"Waiting for connections\"}"))
                .isEmpty();
        assertThat(Complaints.of("Unrecognized option: storage.journal.enabled"))
                .hasValue("Unrecognized option: storage.journal.enabled");
        assertThat(Complaints.of("try 'mongod --help' for more information")).isEmpty();
    }
}
