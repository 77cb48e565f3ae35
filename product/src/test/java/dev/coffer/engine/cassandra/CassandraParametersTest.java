package dev.coffer.engine.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.image.Sandbox;
import dev.coffer.model.Parameter;
import dev.coffer.model.Parameter.Type;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real server says of its settings. */
class CassandraParametersTest {
    @Test
    void the_image_says_what_can_be_set(@TempDir Path directory) throws IOException, InterruptedException {
        Path scratch = Files.createDirectory(directory.resolve("it's scratch"));
        Sandbox sandbox = new Sandbox(new CassandraFixture().image(), scratch, List.of());

        Map<String, Parameter> found = new CassandraParameters()
                .introspect(sandbox, scratch).stream()
                        .collect(Collectors.toMap(Parameter::name, parameter -> parameter));

        assertThat(found.keySet()).hasSizeGreaterThan(50).isSubsetOf(Owned.TENANTS);
        assertThat(found.get("tombstone_warn_threshold"))
                .isEqualTo(
                        new Parameter("tombstone_warn_threshold", Type.INTEGER, null, null, List.of(), true, "1000"));
        assertThat(found.get("read_request_timeout"))
                .isEqualTo(new Parameter("read_request_timeout", Type.TEXT, null, null, List.of(), true, "5000ms"));
        assertThat(found.get("allow_filtering_enabled"))
                .isEqualTo(new Parameter("allow_filtering_enabled", Type.BOOLEAN, null, null, List.of(), true, "true"));
    }

    @Test
    void what_guards_a_server_is_nobodys_but_coffers() {
        assertThat(List.of(
                        "authenticator",
                        "authorizer",
                        "allow_insecure_udfs",
                        "user_defined_functions_enabled",
                        "client_encryption_options",
                        "commitlog_sync",
                        "data_file_directories",
                        "full_query_logging_options",
                        "listen_address",
                        "native_transport_max_concurrent_connections",
                        "rpc_address",
                        "seed_provider",
                        "start_native_transport"))
                .allMatch(Owned::covers);
    }
}
