package dev.coffer.api.jetty;

import dev.coffer.api.Api;
import dev.coffer.api.Response;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;

/** Between Jetty's requests and ours. */
final class ApiHandler extends Handler.Abstract {
    private static final int BODY_BYTES = 1024 * 1024;
    private static final int CHUNK = 32 * 1024;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Api api;

    ApiHandler(Api api) {
        this.api = api;
    }

    @Override
    public boolean handle(Request request, org.eclipse.jetty.server.Response response, Callback callback)
            throws IOException {
        byte[] body;
        try {
            body = body(request);
        } catch (Refused refused) {
            // the rest of the body is not worth reading
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
            JsonErrors.write(response, callback, refused.status, String.valueOf(refused.getMessage()));
            return true;
        }
        Response answer = api.handle(translate(request, body));
        response.setStatus(answer.status());
        answer.headers().forEach(response.getHeaders()::put);
        if (request.getMethod().equals("HEAD")) {
            response.write(true, null, callback);
            return true;
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
        return true;
    }

    /** A body that is too long, or takes too long to arrive. */
    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        private final int status;

        Refused(int status, String message) {
            super(message);
            this.status = status;
        }
    }

    private static void refuseOver(long length) throws Refused {
        if (length > BODY_BYTES) {
            throw new Refused(413, "The request body is larger than 1 MiB.");
        }
    }

    private static byte[] body(Request request) throws IOException, Refused {
        refuseOver(request.getLength());
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        byte[] chunk = new byte[8192];
        try (InputStream stream = Content.Source.asInputStream(request)) {
            while (true) {
                int read = stream.read(chunk);
                if (read < 0) {
                    return body.toByteArray();
                }
                body.write(chunk, 0, read);
                refuseOver(body.size());
                if (System.nanoTime() > deadline) {
                    throw new Refused(408, "The request body took too long to arrive.");
                }
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
