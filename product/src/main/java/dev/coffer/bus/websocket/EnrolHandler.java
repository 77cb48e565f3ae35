package dev.coffer.bus.websocket;

import dev.coffer.bus.Enrolment;
import dev.coffer.bus.Registrar;
import dev.coffer.bus.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code POST /agent/v1/enrol}; anything else is not found. Open to everyone, so little is read and few are served at a time. */
final class EnrolHandler extends Handler.Abstract {
    private static final Logger LOG = LoggerFactory.getLogger(EnrolHandler.class);
    private static final int LARGEST = 8192;
    private static final int AT_ONCE = 16;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Registrar registrar;
    private final Wire wire;
    private final Semaphore turns = new Semaphore(AT_ONCE, true);

    EnrolHandler(Registrar registrar, Wire wire) {
        this.registrar = registrar;
        this.wire = wire;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback)
            throws IOException, InterruptedException {
        if (!Enrolment.PATH.equals(Request.getPathInContext(request)) || !"POST".equals(request.getMethod())) {
            answer(response, callback, HttpStatus.NOT_FOUND_404, "There is nothing here but the agents' protocol.");
            return true;
        }
        if (request.getLength() <= 0 || request.getLength() > LARGEST) {
            answer(response, callback, HttpStatus.BAD_REQUEST_400, "This is no enrolment: its length is wrong.");
            return true;
        }
        // Read before it takes a turn: one who never finishes must not take one.
        String text = Content.Source.asString(request, StandardCharsets.UTF_8);
        if (!turns.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            answer(response, callback, HttpStatus.SERVICE_UNAVAILABLE_503, "Too many enrol now; try again.");
            return true;
        }
        try {
            enrol(text, request, response, callback);
        } finally {
            turns.release();
        }
        return true;
    }

    private void enrol(String text, Request request, Response response, Callback callback) {
        Enrolment.Request wanted;
        try {
            wanted = wire.read(text, Enrolment.Request.class);
        } catch (Wire.Malformed e) {
            answer(response, callback, HttpStatus.BAD_REQUEST_400, "This is no enrolment: " + e.getMessage() + ".");
            return;
        }
        Optional<Enrolment.Answer> answer = registrar.enrol(wanted);
        if (answer.isPresent()) {
            LOG.info("The agent of {} is enrolled.", wanted.instance());
            write(response, callback, HttpStatus.OK_200, wire.writeRecord(answer.get()));
        } else {
            String who = wanted.instance().replaceAll("[^A-Za-z0-9.-]", "?");
            LOG.warn(
                    "An enrolment from {} for instance {} was refused: token unknown, used or revoked, or no proof of the key.",
                    Request.getRemoteAddr(request),
                    who.substring(0, Math.min(who.length(), 64)));
            answer(
                    response,
                    callback,
                    HttpStatus.UNAUTHORIZED_401,
                    "The enrolment is refused: the token is unknown, used or revoked, or the key is not proven.");
        }
    }

    private void answer(Response response, Callback callback, int status, String sentence) {
        write(response, callback, status, wire.writeRecord(new Enrolment.Refusal(sentence)));
    }

    private static void write(Response response, Callback callback, int status, String json) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        Content.Sink.write(response, true, json, callback);
    }
}
