package dev.coffer.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Debian's {@code tempest} with the plugin for Trove, unmodified: the accounts of the users file as pre-provisioned ones, and
 * nothing but the identity endpoint and what its catalog names.
 */
final class Tempest {
    private static final String PLUGIN = "trove_tempest_plugin.tests.scenario.";
    private static final Pattern RESULT = Pattern.compile(
            "^\\{\\d+} " + Pattern.quote(PLUGIN) + "(\\S+) \\[.*] \\.\\.\\. (ok|FAILED)$", Pattern.MULTILINE);
    /** With an id no network is looked up. */
    private static final String NETWORK = "5d1f0f5e-3f3c-4a57-9a70-1b1f0c1f5a55";

    private final Coffer coffer;
    private final Path directory;
    private final int workers;

    private Tempest(Coffer coffer, Path directory, int workers) {
        this.coffer = coffer;
        this.directory = directory;
        this.workers = workers;
    }

    /**
     * Makes accounts, for each worker an administrator and somebody else, in projects of their own.
     *
     * @param workers classes that run at the same time
     */
    static Tempest prepare(Coffer coffer, int workers) throws IOException {
        Path directory = Files.createDirectory(coffer.home().resolve("tempest"));
        Tempest tempest = new Tempest(coffer, directory, workers);
        tempest.makeAccounts();
        Files.writeString(directory.resolve(".stestr.conf"), """
                [DEFAULT]
                test_path=/usr/lib/python3/dist-packages/tempest/test_discover
                top_dir=/usr/lib/python3/dist-packages
                group_regex=([^\\.]*\\.)*
                """);
        return tempest;
    }

    /** All have the administrator's password. */
    private void makeAccounts() throws IOException {
        Path file = coffer.home().resolve("control/users.yaml");
        String users = Files.readString(file);
        Matcher hash = Pattern.compile("\"(\\$2a\\$[^\"]+)\"").matcher(users);
        if (!hash.find()) {
            throw new IOException("No password hash in " + file);
        }
        StringBuilder projects = new StringBuilder();
        StringBuilder entries = new StringBuilder();
        StringBuilder accounts = new StringBuilder();
        for (int worker = 0; worker < workers; worker++) {
            for (String role : List.of("admin", "member")) {
                String name = "tempest-" + role + "-" + worker;
                projects.append("- {id: \"%s\", name: \"%s\"}%n".formatted(hexId(), name));
                entries.append("- {id: \"%s\", name: \"%s\", password: \"%s\", roles: {\"%2$s\": [\"%s\"]}}%n"
                        .formatted(hexId(), name, hash.group(1), role));
                accounts.append("""
                        - username: %1$s
                          password: "%2$s"
                          project_name: %1$s
                          user_domain_name: Default
                          project_domain_name: Default
                        """.formatted(name, coffer.adminSecret()));
                accounts.append(role.equals("admin") ? "  types: [admin]\n" : "");
            }
        }
        Files.writeString(directory.resolve("accounts.yaml"), accounts);
        Files.writeString(
                file, users.replaceFirst("(?m)^users:\n", Matcher.quoteReplacement(projects + "users:\n" + entries)));
    }

    private static String hexId() {
        byte[] id = new byte[16];
        ThreadLocalRandom.current().nextBytes(id);
        return HexFormat.of().formatHex(id);
    }

    /**
     * @param version of MariaDB that instances are made with
     * @param oldVersion that an instance is upgraded from
     * @param image that instances are rebuilt with
     */
    record Plan(String version, String oldVersion, String image) {}

    /** Runs the named tests and tells how each ended. */
    Outcome run(Plan plan, Set<String> tests, Duration patience) throws IOException, InterruptedException {
        Path configuration = configure(plan);
        Path list = Files.write(
                directory.resolve("tests.txt"),
                tests.stream().map(Tempest::selection).toList());
        List<String> command = new ArrayList<>(List.of(
                "/usr/bin/timeout",
                Long.toString(patience.toSeconds()),
                "/usr/bin/env",
                "-i",
                "-C",
                directory.toString(),
                "PATH=/usr/bin:/bin",
                "LANG=C.UTF-8",
                "HOME=" + directory,
                DebianPackage.TEMPEST.file().toString(),
                "run",
                "--config-file",
                configuration.toString(),
                "--include-list",
                list.toString(),
                "--concurrency",
                Integer.toString(workers)));
        Programs.Outcome outcome = Programs.outcome(command, Map.of(), patience.plusSeconds(10));
        Map<String, Boolean> passed = new TreeMap<>();
        RESULT.matcher(outcome.out())
                .results()
                .forEach(found -> passed.put(found.group(1), found.group(2).equals("ok")));
        return new Outcome(passed, outcome.out() + outcome.err());
    }

    /** @param passed the tests' names, without what all names begin with, and whether they passed */
    record Outcome(Map<String, Boolean> passed, String said) {}

    /** A regular expression for the whole name; the id of the test follows it in brackets. */
    private static String selection(String test) {
        return (PLUGIN + test).replace(".", "\\.") + "(\\[|$)";
    }

    private Path configure(Plan plan) throws IOException {
        String configuration =
                """
                [DEFAULT]
                log_dir = %1$s
                log_file = tempest.log
                [auth]
                use_dynamic_credentials = false
                test_accounts_file = %1$s/accounts.yaml
                [identity]
                auth_version = v3
                uri_v3 = %2$s/v3
                region = RegionOne
                [oslo_concurrency]
                lock_path = %1$s/locks
                [service_available]
                trove = true
                nova = true
                swift = true
                neutron = true
                glance = false
                cinder = false
                [database]
                enabled_datastores = mariadb,mysql
                default_datastore_versions = mariadb:%3$s,mysql:%3$s
                flavor_id = 1
                resize_flavor_id = 2
                shared_network = %4$s
                volume_type = local
                run_full_tests = true
                remove_swift_account = false
                database_build_timeout = 180
                pre_upgrade_datastore_versions = mariadb:%5$s
                rebuild_image_id = %6$s
                """.formatted(directory, coffer.api(), plan.version(), NETWORK, plan.oldVersion(), plan.image());
        return Files.writeString(directory.resolve("tempest.conf"), configuration);
    }
}
