package dev.coffer.config;

import dev.coffer.config.Configuration.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Reads {@code coffer.yaml}, strictly: an unknown key or a bad value is a refusal that lists every error. A missing file, section or
 * key means the default.
 */
public final class ConfigurationFile {
    private ConfigurationFile() {}

    /** @throws InvalidConfiguration with all errors */
    public static Configuration read(Home home) {
        List<String> errors = new ArrayList<>();
        Section root = new Section("", tree(home, errors), errors);
        Section api = root.section("api");
        Section agents = root.section("agents");
        Section store = root.section("store");
        Section identity = root.section("identity");
        Section compute = root.section("compute");
        Section limits = root.section("limits");
        Section rates = root.section("rates");
        Section policy = root.section("policy");
        Section operations = root.section("operations");
        Configuration configuration = new Configuration(
                home,
                new Configuration.Api(
                        api.endpoint("listen", "127.0.0.1:8779"),
                        api.text("public-url", ""),
                        api.text("region", "RegionOne"),
                        api.number("page-size", 100, 1, 1000)),
                new Configuration.Agents(
                        agents.endpoint("listen", "127.0.0.1:8778"), agents.duration("silence", "20s")),
                new Configuration.Store(
                        store.text("url", "sqlite"), store.text("user", ""), new Secret(store.text("password", ""))),
                new Configuration.Identity(identity.duration("token-lifetime", "12h")),
                new Configuration.Compute(
                        compute.text("network", "127.64.0.0/16"),
                        compute.text("public-network", "127.96.0.0/16"),
                        compute.number("first-uid", 310_000, 1_000, 2_000_000_000)),
                limits(limits),
                rates(rates),
                new Configuration.Policy(policy.text("file", "policy.yaml")),
                new Configuration.Operations(operations.duration("keep", "90d")));
        List.of(root, api, agents, store, identity, compute, limits, rates, policy, operations)
                .forEach(Section::refuseUnknown);
        if (!errors.isEmpty()) {
            throw new InvalidConfiguration(home.configuration(), errors);
        }
        return configuration;
    }

    private static Configuration.Limits limits(Section limits) {
        return new Configuration.Limits(
                limits.number("max-volume-size", 1_000, 1, 1_000_000),
                limits.number("max-instances", 100, -1, 1_000_000),
                limits.number("max-volumes", 10_000, -1, 100_000_000),
                limits.number("max-ram", -1, -1, 2_000_000_000),
                limits.number("max-backups", 50, -1, 1_000_000));
    }

    private static Configuration.Rates rates(Section rates) {
        int most = 100_000_000;
        return new Configuration.Rates(
                rates.number("get", 60_000, -1, most),
                rates.number("post", 12_000, -1, most),
                rates.number("put", 12_000, -1, most),
                rates.number("delete", 12_000, -1, most),
                rates.number("mgmt-post", 12_000, -1, most));
    }

    private static JsonNode tree(Home home, List<String> errors) {
        YAMLMapper yaml = new YAMLMapper();
        if (!Files.exists(home.configuration())) {
            return yaml.createObjectNode();
        }
        try {
            JsonNode node = yaml.readTree(Files.readString(home.configuration()));
            if (node.isObject()) {
                return node;
            }
            if (!node.isMissingNode() && !node.isNull()) {
                errors.add("the file must hold sections such as `api:`");
            }
        } catch (JacksonException e) {
            errors.add("not YAML: " + e.getOriginalMessage());
        } catch (IOException e) {
            errors.add("cannot be read: " + e.getMessage());
        }
        return yaml.createObjectNode();
    }

    /** The configuration as YAML that this class reads back, but for secrets. */
    public static String print(Configuration configuration) {
        return "# effective configuration of %s%n"
                        .formatted(configuration.home().path())
                + section("api", api(configuration.api()))
                + section(
                        "agents",
                        "listen: %s%nsilence: %ds"
                                .formatted(
                                        configuration.agents().listen(),
                                        configuration.agents().silence().toSeconds()))
                + section("store", store(configuration.store()))
                + section(
                        "identity",
                        "token-lifetime: %ds"
                                .formatted(
                                        configuration.identity().tokenLifetime().toSeconds()))
                + section(
                        "compute",
                        "network: %s%npublic-network: %s%nfirst-uid: %d"
                                .formatted(
                                        configuration.compute().network(),
                                        configuration.compute().publicNetwork(),
                                        configuration.compute().firstUid()))
                + section("limits", limits(configuration.limits()))
                + section("rates", rates(configuration.rates()))
                + section(
                        "policy",
                        "file: \"%s\"".formatted(configuration.policy().file()))
                + section(
                        "operations",
                        "keep: %ds".formatted(configuration.operations().keep().toSeconds()));
    }

    private static String section(String name, String keys) {
        return name + ":\n" + keys.indent(2);
    }

    private static String api(Configuration.Api api) {
        return """
                listen: %s
                public-url: "%s"
                region: "%s"
                page-size: %d
                """.formatted(api.listen(), api.publicUrl(), api.region(), api.pageSize());
    }

    private static String store(Configuration.Store store) {
        return """
                url: "%s"
                user: "%s"
                password: "%s"
                """.formatted(store.url(), store.user(), store.password());
    }

    private static String limits(Configuration.Limits limits) {
        return """
                max-volume-size: %d
                max-instances: %d
                max-volumes: %d
                max-ram: %d
                max-backups: %d
                """.formatted(
                        limits.maxVolumeSize(),
                        limits.maxInstances(),
                        limits.maxVolumes(),
                        limits.maxRam(),
                        limits.maxBackups());
    }

    private static String rates(Configuration.Rates rates) {
        return """
                get: %d
                post: %d
                put: %d
                delete: %d
                mgmt-post: %d
                """.formatted(rates.get(), rates.post(), rates.put(), rates.delete(), rates.manage());
    }
}
