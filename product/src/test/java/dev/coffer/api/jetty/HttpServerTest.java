package dev.coffer.api.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.api.ApiOnDisk;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpServerTest {
    @TempDir
    Path directory;

    private ApiOnDisk api;
    private HttpServer server;
    private int port;

    @BeforeEach
    void start() throws Exception {
        api = new ApiOnDisk(directory);
        server = new HttpServer(api.api());
        port = server.start("127.0.0.1:0");
    }

    @AfterEach
    void stop() {
        server.close();
        api.close();
    }

    @Test
    void a_port_that_another_holds_is_named_and_what_to_do() {
        try (HttpServer second = new HttpServer(api.api())) {
            assertThatThrownBy(() -> second.start("127.0.0.1:" + port))
                    .hasMessageContaining("127.0.0.1:" + port)
                    .hasMessageContaining("api.listen");
        }
    }

    /**
     * Sends bytes as they are and reads until the server closes. From an address of its own: who shares one with thousands of
     * connections may lose one of them.
     */
    private String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port, InetAddress.ofLiteral("127.0.0.77"), 0)) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.UTF_8));
            out.flush();
            InputStream in = socket.getInputStream();
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            in.transferTo(answer);
            return answer.toString(StandardCharsets.UTF_8);
        }
    }

    private String head(String method, String path) {
        return "%s %s HTTP/1.1\r\nHost: api.example\r\nX-Auth-Token: %s\r\nConnection: close\r\n"
                .formatted(method, path, ApiOnDisk.TOKEN);
    }

    @Test
    void answers_many_requests_on_one_connection_with_ids_and_links_of_the_host()
            throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://127.0.0.1:%d/v1.0/%s/flavors".formatted(port, ApiOnDisk.PROJECT));
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                HttpRequest request = HttpRequest.newBuilder(uri)
                        .header("X-Auth-Token", ApiOnDisk.TOKEN)
                        .build();
                HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
                assertThat(response.statusCode()).isEqualTo(200);
                assertThat(response.body()).contains("\"href\":\"http://127.0.0.1:" + port + "/v1.0/");
                assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
                assertThat(response.headers().firstValue("Server")).isEmpty();
                ids.add(response.headers().firstValue("X-Openstack-Request-Id").orElse(""));
            }
            assertThat(ids).doesNotHaveDuplicates().allMatch(id -> id.matches("req-[0-9a-f-]{36}"));
        }
    }

    @Test
    void hands_encoded_slashes_and_dots_to_the_router_untouched() throws IOException {
        for (String id : List.of("a%2Fb", "%2e%2e", "x;y=1", "a%25b")) {
            String answer = raw(head("GET", "/v1.0/" + ApiOnDisk.PROJECT + "/instances/" + id) + "\r\n");
            assertThat(answer).as(id).startsWith("HTTP/1.1 404").contains("cannot be found.");
        }
        assertThat(raw(head("GET", "/v1.0/" + ApiOnDisk.PROJECT + "/instances/%zz") + "\r\n"))
                .startsWith("HTTP/1.1 400")
                .contains("\"badRequest\"");
        assertThat(raw(head("GET", "/v1.0/" + ApiOnDisk.PROJECT + "/../../etc") + "\r\n"))
                .contains("\"itemNotFound\"");
    }

    @Test
    void refuses_bodies_over_a_mebibyte_announced_or_not() throws IOException {
        String path = "/v1.0/" + ApiOnDisk.PROJECT + "/instances";
        String announced = raw(head("POST", path) + "Content-Length: 1048577\r\n\r\n");
        assertThat(announced).startsWith("HTTP/1.1 413").contains("{\"overLimit\":{\"code\":413");
        StringBuilder chunked = new StringBuilder(head("POST", path) + "Transfer-Encoding: chunked\r\n\r\n");
        chunked.append("100001\r\n").append("x".repeat(0x100001)).append("\r\n0\r\n\r\n");
        assertThat(raw(chunked.toString())).startsWith("HTTP/1.1 413");
        String fits = " ".repeat(1024 * 1024 - 2) + "{}";
        assertThat(raw(head("POST", path)
                        + "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n".formatted(fits.length())
                        + fits))
                .startsWith("HTTP/1.1 400")
                .contains("'instance' is a required property");
    }

    @Test
    void answers_what_is_no_http_in_the_form_of_the_api() throws IOException {
        assertThat(raw("nonsense\r\n\r\n")).contains(" 400 ");
        String large = raw(head("GET", "/") + "X: " + "y".repeat(100_000) + "\r\n\r\n");
        assertThat(large).startsWith("HTTP/1.1 431").contains("\"badRequest\"");
    }

    @Test
    void head_and_options_have_no_body() throws IOException {
        String head = raw(head("HEAD", "/v1.0/" + ApiOnDisk.PROJECT + "/instances") + "\r\n");
        assertThat(head).startsWith("HTTP/1.1 404").endsWith("\r\n\r\n");
        assertThat(raw(head("OPTIONS", "/v1.0/" + ApiOnDisk.PROJECT + "/instances") + "\r\n"))
                .startsWith("HTTP/1.1 200")
                .endsWith("\r\n\r\n");
    }

    private String answer(String request) {
        try {
            return raw(request);
        } catch (IOException cutOff) {
            return "";
        }
    }

    private List<Socket> hold(int count, String begun) throws IOException {
        List<Socket> held = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Socket socket = new Socket("127.0.0.1", port);
            held.add(socket);
            try {
                socket.getOutputStream().write(begun.getBytes(StandardCharsets.UTF_8));
            } catch (IOException alreadyCut) {
                continue;
            }
        }
        return held;
    }

    private static void release(List<Socket> held) throws IOException {
        for (Socket socket : held) {
            socket.close();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "GET / HTTP/1.1\r\nX-Slow: ",
                "POST /v3/auth/tokens HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{"
            })
    void those_who_only_hold_connections_keep_nobody_out(String begun) throws IOException {
        List<Socket> held = hold(4_500, begun);
        try {
            assertThat(raw(head("GET", "/healthcheck") + "\r\n")).startsWith("HTTP/1.1 200");
        } finally {
            release(held);
        }
    }

    @Test
    void large_bodies_share_a_bounded_room_and_small_ones_need_none() throws IOException {
        String path = "/v1.0/" + ApiOnDisk.PROJECT + "/instances";
        List<Socket> held = hold(4, head("POST", path) + "Content-Length: 1048576\r\n\r\n{");
        try {
            String whole = head("POST", path) + "Content-Length: 1000000\r\n\r\n" + "x".repeat(1_000_000);
            // It may come before one of those that are held, which then takes its room.
            String refusal = Stream.generate(() -> answer(whole))
                    .limit(5)
                    .filter(answer -> answer.startsWith("HTTP/1.1 503"))
                    .findFirst()
                    .orElseThrow();
            assertThat(refusal).contains("try again");
            assertThat(raw(head("POST", path) + "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"))
                    .startsWith("HTTP/1.1 400");
        } finally {
            release(held);
        }
    }
}
