package dev.coffer.api.jetty;

import dev.coffer.api.Api;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Errors that Jetty finds itself (a bad request line, headers too large) in the API's form. */
final class JsonErrors extends ErrorHandler {

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = response.getStatus() < 400 ? HttpStatus.INTERNAL_SERVER_ERROR_500 : response.getStatus();
        write(response, callback, status, "The request was refused: %s.".formatted(HttpStatus.getMessage(status)));
        return true;
    }

    static void write(Response response, Callback callback, int status, String message) {
        byte[] body = Api.error(status, message);
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        response.getHeaders().put("X-Openstack-Request-Id", "req-" + UUID.randomUUID());
        response.write(true, ByteBuffer.wrap(body), callback);
    }
}
