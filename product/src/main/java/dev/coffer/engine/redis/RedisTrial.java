package dev.coffer.engine.redis;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.Trial;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/** A trial by members of a set. */
final class RedisTrial implements Trial {
    private static final String PLACE = "quickstart";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Family family;

    RedisTrial(Family family) {
        this.family = family;
    }

    @Override
    public Visit visit(Login login) {
        Socket socket = new Socket();
        InetSocketAddress address = new InetSocketAddress(login.address(), RedisEngine.PORT);
        Session session = Session.open(
                socket,
                login.user(),
                login.password(),
                PATIENCE,
                () -> socket.connect(address, Session.milliseconds(PATIENCE)));
        return new RedisVisit(session);
    }

    private record RedisVisit(Session session) implements Visit {
        @Override
        public void prepare() {
            Reply _ = session.ask("DEL", PLACE);
        }

        @Override
        public void write(long mark) {
            Reply _ = session.ask("SADD", PLACE, Long.toString(mark));
        }

        @Override
        public Set<Long> read() {
            Set<Long> marks = new TreeSet<>();
            session.texts("SMEMBERS", PLACE).forEach(mark -> marks.add(Long.valueOf(mark)));
            return marks;
        }

        @Override
        public boolean isOpen() {
            try {
                Reply _ = session.ask("SREM", PLACE, "-1");
                return true;
            } catch (EngineFailure failure) {
                if (failure.kind() == Kind.REFUSED) {
                    return false;
                }
                throw failure;
            }
        }

        @Override
        public void close() {
            session.close();
        }
    }

    @Override
    public String credentialsSuffix() {
        return "auth";
    }

    /** The client takes a password from its environment, where only its own user can see it. */
    @Override
    public Prompt prompt(Login login, Path credentials) {
        String program = family.word() + "-cli";
        String command = "REDISCLI_AUTH=$(cat %s) %s --user %s -h %s"
                .formatted(credentials, program, login.user(), login.address());
        return new Prompt(program, family.word() + "-tools", login.password() + "\n", command);
    }
}
