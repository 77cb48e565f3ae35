package dev.coffer.bus;

import dev.coffer.agent.command.Command;
import dev.coffer.agent.command.Result;
import dev.coffer.engine.DatabaseSpec;
import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.LogInfo;
import dev.coffer.engine.Tls;
import dev.coffer.engine.UserInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an agent says, made fit to be stored, shown and acted on: the agent may be in hostile hands. Texts are bounded and hold nothing
 * that steers a terminal, forges a line of a log, or that a database or JSON cannot hold; an answer is one of those its command has.
 */
final class Hearsay {
    private static final int LONGEST_SENTENCE = 2_000;
    private static final int MD5 = 32;
    private static final int LONGEST_POSITION = 4_000;
    private static final int MOST_LOGS = 20;
    private static final int MOST_PORTS = 65_536;

    private Hearsay() {}

    /** The text up to this length, with a space for each control or formatting character and each half of a surrogate pair. */
    static String plain(String text, int longest) {
        int[] points = text.codePoints()
                .limit(longest)
                .map(point -> isPlain(point) ? point : ' ')
                .toArray();
        return new String(points, 0, points.length);
    }

    static @Nullable String plainIfAny(@Nullable String text, int longest) {
        return text == null ? null : plain(text, longest);
    }

    private static boolean isPlain(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    /** A result as it may be stored. Names stay what they are as far as they can be stored at all, since they are looked up again. */
    static Result result(Result said) {
        return switch (said) {
            case Result.Failed(var kind, String message) -> new Result.Failed(kind, plain(message, LONGEST_SENTENCE));
            case Result.At(String position) -> new Result.At(plain(position, LONGEST_POSITION));
            case Result.Standing(boolean primary, String position, var received, int replicas) ->
                new Result.Standing(
                        primary, plain(position, LONGEST_POSITION), plainIfAny(received, LONGEST_POSITION), replicas);
            case Result.Databases(var databases) ->
                new Result.Databases(databases.stream().map(Hearsay::database).toList());
            case Result.Users(var users) ->
                new Result.Users(users.stream().map(Hearsay::user).toList());
            case Result.Configured(var waiting) ->
                new Result.Configured(
                        waiting.stream().map(name -> plain(name, 128)).toList());
            case Result.Named(String name) -> new Result.Named(storable(name));
            case Result.Diagnosis(String version, int threads, int fdSize, long size, long peak, long rss, long hwm) ->
                new Result.Diagnosis(plain(version, 100), threads, fdSize, size, peak, rss, hwm);
            case Result.Applied(String md5, boolean ok, String message) ->
                new Result.Applied(plain(md5, MD5), ok, plain(message, LONGEST_SENTENCE));
            case Result.Modules(var modules) ->
                new Result.Modules(modules.stream().map(Hearsay::module).toList());
            case Result.Logs(var logs) ->
                new Result.Logs(logs.stream().limit(MOST_LOGS).map(Hearsay::log).toList());
            case Result.LogText(long from, long next, long end, String text) ->
                new Result.LogText(from, next, end, lines(text));
            case Result.Encryption(Tls tls) -> new Result.Encryption(certificate(tls));
            case Result.Done _, Result.Offered _, Result.Choice _, Result.Flag _ -> said;
        };
    }

    private static Result.Module module(Result.Module said) {
        return new Result.Module(
                plain(said.id(), MD5 + 4),
                plain(said.name(), 255),
                said.type(),
                plain(said.md5(), MD5),
                said.ok(),
                plain(said.message(), LONGEST_SENTENCE),
                said.created(),
                said.updated(),
                said.contents() == null ? null : storable(said.contents()));
    }

    private static LogInfo log(LogInfo said) {
        return new LogInfo(plain(said.name(), 100), said.enabled(), said.begin(), said.end());
    }

    /** Lines and what they are made of, but nothing that steers a terminal. */
    private static String lines(String text) {
        StringBuilder lines = new StringBuilder(text.length());
        text.codePoints()
                .map(point -> point == '\n' || point == '\t' || isPlain(point) ? point : ' ')
                .forEach(lines::appendCodePoint);
        return lines.toString();
    }

    private static Tls certificate(Tls said) {
        String certificate = said.certificate();
        return new Tls(said.on(), certificate == null ? null : lines(certificate));
    }

    private static DatabaseSpec database(DatabaseSpec said) {
        return new DatabaseSpec(
                storable(said.name()), plainIfAny(said.characterSet(), 100), plainIfAny(said.collation(), 100));
    }

    private static UserInfo user(UserInfo said) {
        List<String> databases =
                said.databases().stream().map(Hearsay::storable).toList();
        return new UserInfo(storable(said.name()), storable(said.host()), databases);
    }

    private static String storable(String text) {
        return text.codePoints().allMatch(point -> point != 0 && !isHalf(point))
                ? text
                : text.codePoints()
                        .map(point -> point == 0 || isHalf(point) ? '\ufffd' : point)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
    }

    private static boolean isHalf(int point) {
        return Character.getType(point) == Character.SURROGATE;
    }

    /** The result, or a failure in its place when it is no answer to the command. */
    static Result answer(Command command, Result said) {
        if (said instanceof Result.Failed || answers(command, said)) {
            return said;
        }
        return new Result.Failed(
                EngineFailure.Kind.BROKEN,
                "The instance's agent answered %s with a %s that does not fit; restart the instance, or replace it."
                        .formatted(name(command), name(said)));
    }

    private static boolean answers(Command command, Result said) {
        return switch (command) {
            case Command.OfferSeed _ -> said instanceof Result.Offered(int port) && port > 0 && port < MOST_PORTS;
            case Command.Freeze _, Command.Promote _ -> said instanceof Result.At;
            case Command.Standing _ -> said instanceof Result.Standing;
            case Command.MostAdvanced(var positions) ->
                said instanceof Result.Choice(int index) && index >= 0 && index < positions.size();
            case Command.ListDatabases _ -> said instanceof Result.Databases;
            case Command.Configure _ -> said instanceof Result.Configured;
            case Command.ListUsers _ -> said instanceof Result.Users;
            case Command.RootEnabled _ -> said instanceof Result.Flag;
            case Command.Diagnose _ -> said instanceof Result.Diagnosis;
            case Command.EnableRoot _, Command.DataVersion _ -> said instanceof Result.Named;
            case Command.ModuleCommand module -> answersModule(module, said);
            case Command.LogCommand log -> answersLog(log, said);
            case Command.ShowTls _ -> said instanceof Result.Encryption;
            case Command.Create _,
                    Command.Start _,
                    Command.Stop _,
                    Command.Restart _,
                    Command.PrepareUpgrade _,
                    Command.CompleteUpgrade _,
                    Command.FetchSeed _,
                    Command.Follow _,
                    Command.Thaw _,
                    Command.Synchronise _,
                    Command.Discard _,
                    Command.CatchUp _,
                    Command.CreateDatabases _,
                    Command.DropDatabase _,
                    Command.CreateUsers _,
                    Command.DropUser _,
                    Command.AlterUser _,
                    Command.ChangePasswords _,
                    Command.Grant _,
                    Command.Revoke _,
                    Command.DisableRoot _ -> said instanceof Result.Done;
        };
    }

    private static boolean answersModule(Command.ModuleCommand command, Result said) {
        return switch (command) {
            case Command.ApplyModule apply ->
                said instanceof Result.Applied applied && applied.md5().equals(apply.md5());
            case Command.RemoveModule _ -> said instanceof Result.Done;
            case Command.ListModules _ -> said instanceof Result.Modules;
        };
    }

    private static boolean answersLog(Command.LogCommand command, Result said) {
        return switch (command) {
            case Command.ListLogs _ -> said instanceof Result.Logs;
            case Command.ReadLog _, Command.TailLog _ ->
                said instanceof Result.LogText(long from, long next, long end, var _)
                        && from >= 0
                        && next >= from
                        && end >= next;
            case Command.SwitchLog _ -> said instanceof Result.Done;
        };
    }

    private static String name(Object word) {
        return word.getClass().getSimpleName();
    }
}
