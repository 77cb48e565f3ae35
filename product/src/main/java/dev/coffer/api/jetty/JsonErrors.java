package dev.coffer.api.jetty;

import dev.coffer.api.Api;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Errors that Jetty finds itself (a bad request line, headers too large) in the API's form. */
final class JsonErrors extends ErrorHandler {
    private final Api api;

    JsonErrors(Api api) {
        this.api = api;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = response.getStatus() < 400 ? HttpStatus.INTERNAL_SERVER_ERROR_500 : response.getStatus();
        String message = "The request was refused: %s.".formatted(HttpStatus.getMessage(status));
        write(response, callback, api.refused(String.valueOf(request.getMethod()), status, message));
        return true;
    }

    static void write(Response response, Callback callback, dev.coffer.api.Response refusal) {
        byte[] body = refusal.body();
        response.setStatus(refusal.status());
        refusal.headers().forEach(response.getHeaders()::put);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        response.write(true, ByteBuffer.wrap(body), callback);
    }
}
