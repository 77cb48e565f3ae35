package dev.coffer.it;

import java.nio.file.Files;
import java.nio.file.Path;

/** Programs of others that tests run as they come from Debian. */
enum DebianPackage {
    OPENSTACK_CLIENT("python3-openstackclient", "/usr/bin/openstack"),
    TROVE_CLIENT("python3-troveclient", "/usr/lib/python3/dist-packages/troveclient/__init__.py"),
    OPENSTACK_SDK("python3-openstacksdk", "/usr/lib/python3/dist-packages/openstack/__init__.py"),
    NFTABLES("nftables", "/usr/sbin/nft"),
    TEMPEST("tempest", "/usr/bin/tempest"),
    TEMPEST_PLUGIN("trove-tempest-plugin", "/usr/lib/python3/dist-packages/trove_tempest_plugin/__init__.py"),
    /** The plugin cannot be loaded without it, whatever is tested. */
    PSYCOPG2("python3-psycopg2", "/usr/lib/python3/dist-packages/psycopg2/__init__.py"),
    GO("golang-go", "/usr/bin/go"),
    GOPHERCLOUD(
            "golang-github-gophercloud-gophercloud-dev",
            "/usr/share/gocode/src/github.com/gophercloud/gophercloud/provider_client.go");

    private final String title;
    private final Path file;

    DebianPackage(String title, String file) {
        this.title = title;
        this.file = Path.of(file);
    }

    String title() {
        return title;
    }

    /** A file of it, without which it is not installed. */
    Path file() {
        return file;
    }

    boolean isInstalled() {
        return Files.exists(file);
    }
}
