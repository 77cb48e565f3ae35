package dev.coffer.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A real HTTP server that gives prepared answers and remembers what it was asked. */
public final class TestServer implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, Deque<Prepared>> prepared = new HashMap<>();
    private final List<Request> requests = Collections.synchronizedList(new ArrayList<>());

    public record Request(String method, String path, Map<String, String> headers, String body) {}

    /** Answers that depend on what was asked. */
    @FunctionalInterface
    public interface Handler {
        /** A body for 200, or empty for an answer that was prepared. */
        Optional<String> answer(Request request);
    }

    private volatile Handler handler = _ -> Optional.empty();

    /** Asked before prepared answers are looked for. */
    public void handle(Handler first) {
        handler = first;
    }

    private record Prepared(int status, String body, Map<String, String> headers) {}

    public TestServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public String endpoint() {
        return url() + "/v1.0/p1";
    }

    /** Several answers for one request are given in turn; the last one stays. */
    public TestServer on(String request, int status, String body, String... headers) {
        Map<String, String> map = new HashMap<>();
        for (int i = 0; i < headers.length; i += 2) {
            map.put(headers[i], headers[i + 1]);
        }
        synchronized (prepared) {
            prepared.computeIfAbsent(request, _ -> new ArrayDeque<>())
                    .add(new Prepared(status, body.replace('\'', '"'), map));
        }
        return this;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().toASCIIString();
        Map<String, String> headers = new HashMap<>();
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name.toLowerCase(), values.getFirst()));
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Request request = new Request(exchange.getRequestMethod(), path, headers, body);
        requests.add(request);
        Prepared answer = handler.answer(request)
                .map(text -> new Prepared(200, text.replace('\'', '"'), Map.of()))
                .or(() -> next(exchange.getRequestMethod() + " " + path.replace("/v1.0/p1", "")))
                .orElseGet(() -> new Prepared(
                        404, "{\"itemNotFound\":{\"code\":404,\"message\":\"Resource cannot be found.\"}}", Map.of()));
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    private Optional<Prepared> next(String request) {
        synchronized (prepared) {
            Deque<Prepared> answers = prepared.get(request);
            if (answers == null) {
                return Optional.empty();
            }
            return Optional.of(answers.size() > 1 ? answers.removeFirst() : answers.getFirst());
        }
    }

    public List<Request> requests() {
        synchronized (requests) {
            return List.copyOf(requests);
        }
    }

    /** The last request of that method. */
    public Request last(String method) {
        return requests().stream()
                .filter(request -> request.method().equals(method))
                .reduce((_, last) -> last)
                .orElseThrow(() -> new AssertionError("no " + method + " in " + requests()));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
