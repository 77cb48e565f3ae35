package dev.coffer.cli.credentials;

import dev.coffer.cli.client.JsonWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * An entry of {@code clouds.yaml}.
 *
 * @param url of the identity endpoint
 */
public record CloudsEntry(String name, String url, String user, String password, String project, String region) {

    Map<String, Object> content() {
        Map<String, Object> auth = new LinkedHashMap<>();
        auth.put("auth_url", url);
        auth.put("username", user);
        auth.put("password", password);
        auth.put("project_name", project);
        auth.put("user_domain_id", "default");
        auth.put("project_domain_id", "default");
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("auth", auth);
        content.put("region_name", region);
        content.put("identity_api_version", "3");
        return content;
    }

    /** As lines at this indentation, without a newline at the end. */
    String block(int indentation, String newline) {
        return " ".repeat(indentation) + name + ":" + newline + lines(content(), indentation + 2, newline);
    }

    private static String lines(Map<String, Object> content, int indentation, String newline) {
        return content.entrySet().stream()
                .map(entry -> " ".repeat(indentation) + entry.getKey() + ":"
                        + (entry.getValue() instanceof Map<?, ?>
                                ? newline + lines(CloudsFile.map(entry.getValue()), indentation + 2, newline)
                                : " " + JsonWriter.compact(entry.getValue())))
                .collect(Collectors.joining(newline));
    }

    /** As one line of JSON, which is YAML too. */
    String flow() {
        return JsonWriter.compact(name) + ": " + JsonWriter.compact(content());
    }

    /** Does not show the password. */
    @Override
    public String toString() {
        return "CloudsEntry %s at %s".formatted(name, url);
    }
}
