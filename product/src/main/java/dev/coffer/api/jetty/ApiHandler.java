package dev.coffer.api.jetty;

import dev.coffer.api.Api;
import dev.coffer.api.Response;
import dev.coffer.listener.Crowd;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;

/** Between Jetty's requests and ours. */
final class ApiHandler extends Handler.Abstract {
    private static final int CHUNK = 32 * 1024;

    private final Api api;
    private final Crowd crowd;
    private final Bodies bodies = new Bodies();

    ApiHandler(Api api, Crowd crowd) {
        this.api = api;
        this.crowd = crowd;
    }

    @Override
    public boolean handle(Request request, org.eclipse.jetty.server.Response response, Callback callback)
            throws IOException {
        EndPoint caller = request.getConnectionMetaData().getConnection().getEndPoint();
        try (Bodies.Body body = bodies.read(request)) {
            crowd.leave(caller);
            write(request, response, callback, api.handle(translate(request, body.bytes())));
        } catch (Bodies.Refused refused) {
            // the rest of the body is not worth reading
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
            JsonErrors.write(
                    response,
                    callback,
                    api.refused(request.getMethod(), refused.status(), String.valueOf(refused.getMessage())));
        } finally {
            crowd.enter(caller);
        }
        return true;
    }

    private static void write(
            Request request, org.eclipse.jetty.server.Response response, Callback callback, Response answer)
            throws IOException {
        response.setStatus(answer.status());
        answer.headers().forEach(response.getHeaders()::put);
        if (request.getMethod().equals("HEAD")) {
            response.write(true, null, callback);
            return;
        }
        switch (answer.content()) {
            case Response.Bytes(byte[] bytes) -> {
                if (answer.status() != 204) {
                    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.length);
                }
                response.write(true, ByteBuffer.wrap(bytes), callback);
            }
            case Response.Stream stream -> {
                try (OutputStream out = new BufferedOutputStream(Content.Sink.asOutputStream(response), CHUNK)) {
                    stream.writeTo(out);
                }
                callback.succeeded();
            }
        }
    }

    private static dev.coffer.api.Request translate(Request request, byte[] body) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (HttpField field : request.getHeaders()) {
            String value = field.getValue();
            if (value != null) {
                headers.put(field.getName().toLowerCase(Locale.ROOT), value);
            }
        }
        String query = request.getHttpURI().getQuery();
        String path = request.getHttpURI().getPath();
        return new dev.coffer.api.Request(
                request.getMethod(),
                request.isSecure() ? "https" : "http",
                headers.getOrDefault("host", "localhost"),
                path == null ? "/" : path,
                query == null ? "" : query,
                headers,
                body,
                Request.getRemoteAddr(request));
    }
}
