package dev.coffer.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** A {@code clouds.yaml} with an otherwise empty environment for OpenStack's clients. */
record Clouds(Path file) {

    /** In a directory of its own, not written yet. */
    static Clouds in(Path home) throws IOException {
        Path directory = Files.createDirectory(
                home.resolve("clients"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        return new Clouds(directory.resolve("clouds.yaml"));
    }

    /** One cloud per way of logging in as the administrator. */
    static Clouds write(Coffer coffer, Api api) throws IOException {
        Clouds clouds = in(coffer.home());
        Files.writeString(clouds.file(), """
                clouds:
                  coffer:
                    auth: &login {auth_url: "%1$s/v3", username: admin, password: "%2$s", project_name: admin,
                                  user_domain_id: default, project_domain_id: default}
                    region_name: RegionOne
                  unversioned:
                    auth: {<<: *login, auth_url: "%1$s"}
                  v3password:
                    auth_type: v3password
                    auth: *login
                  application-credential:
                    auth_type: v3applicationcredential
                    auth: {auth_url: "%1$s/v3", application_credential_id: admin-token,
                           application_credential_secret: "%5$s"}
                  static-token:
                    auth_type: admin_token
                    auth: {endpoint: "%1$s/v1.0/%3$s", token: "%5$s"}
                  issued-token:
                    auth_type: admin_token
                    auth: {endpoint: "%1$s/v1.0/%3$s", token: "%4$s"}
                  http-basic:
                    auth_type: http_basic
                    auth: {endpoint: "%1$s/v1.0/%3$s", username: admin, password: "%2$s"}
                  wrong-password:
                    auth: {<<: *login, password: not-the-secret}
                  wrong-token:
                    auth_type: admin_token
                    auth: {endpoint: "%1$s/v1.0/%3$s", token: not-a-token}
                """.formatted(
                        coffer.api(), coffer.adminSecret(), api.project(), api.token(), coffer.adminToken()));
        return clouds;
    }

    /** The command with nothing of the caller's environment but what is set here. */
    List<String> command(String cloud, List<String> words) {
        List<String> command = new ArrayList<>(List.of(
                "/usr/bin/env",
                "-i",
                "PATH=/usr/bin:/bin",
                "LANG=C.UTF-8",
                "HOME=" + file.getParent(),
                "OS_CLIENT_CONFIG_FILE=" + file,
                "OS_CLOUD=" + cloud));
        command.addAll(words);
        return command;
    }
}
