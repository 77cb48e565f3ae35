package dev.coffer.cli;

import dev.coffer.cli.client.Failure;
import dev.coffer.cli.credentials.Environment;
import dev.coffer.cli.credentials.Flags;
import dev.coffer.cli.terminal.Terminal;
import dev.coffer.config.InvalidConfiguration;
import dev.coffer.fault.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code coffer}: reads the arguments, runs a verb, turns what goes wrong into a sentence and an exit code. */
public final class Cli {
    private static final int INTERRUPTED = 130;
    private static final Set<List<String>> OVERVIEW =
            Set.of(List.of("--help"), List.of("-h"), List.of("--version"), List.of("-V"));
    private static final String COMPLETION = "completion";

    private final Terminal terminal;
    private final Environment environment;
    private final List<Object> more;

    /** @param more commands beside the client verbs: objects annotated for picocli */
    public Cli(Terminal terminal, Environment environment, List<Object> more) {
        this.terminal = terminal;
        this.environment = environment;
        this.more = List.copyOf(more);
    }

    @Command(
            name = "coffer",
            description = "Databases as a service. With one command: coffer quickstart",
            customSynopsis = "coffer [--os-cloud=CLOUD] COMMAND ...",
            sortOptions = false,
            commandListHeading = "%nCommands:%n",
            footerHeading = "%nExamples:%n",
            footer = {
                "  coffer quickstart",
                "  coffer --os-cloud coffer instance list",
                "  coffer instance create --help"
            })
    private static final class Root {
        @Option(
                names = {"-h", "--help"},
                usageHelp = true,
                scope = ScopeType.INHERIT,
                description = "Show this help.")
        @SuppressWarnings("UnusedVariable") // picocli reads it
        private boolean help;

        @Option(
                names = {"-V", "--version"},
                versionHelp = true,
                description = "Show the version.")
        @SuppressWarnings("UnusedVariable") // picocli reads it
        private boolean version;
    }

    /** Runs one command; the answer is the exit code. */
    public int run(List<String> arguments) {
        try {
            Flags flags = Flags.parse(arguments);
            return commandLine(flags, commands(flags)).execute(flags.rest().toArray(String[]::new));
        } catch (Failure e) {
            return told(e);
        } finally {
            terminal.out().flush();
            terminal.err().flush();
        }
    }

    CommandLine commandLine(Flags flags) {
        return commandLine(flags, all(new Context(terminal, environment, flags)));
    }

    /** Only the command that is meant where that is certain: to look at all of them takes longer than most of them run. */
    private List<Object> commands(Flags flags) {
        List<Object> all = all(new Context(terminal, environment, flags));
        String first = flags.rest().isEmpty() ? "" : flags.rest().getFirst();
        List<Object> meant = first.equals(COMPLETION)
                ? all
                : all.stream().filter(command -> name(command).equals(first)).toList();
        return meant.isEmpty() ? all : meant;
    }

    private static String name(Object command) {
        return annotation(command).name();
    }

    private static Command annotation(Object command) {
        return Objects.requireNonNull(command.getClass().getAnnotation(Command.class));
    }

    private static CommandLine whole(Object command) {
        CommandLine whole = new CommandLine(command);
        if (command instanceof Extended extended) {
            extended.more().forEach(whole::addSubcommand);
        }
        return whole;
    }

    /** For the overview, which shows only what stands in front of each command's own help. */
    private static CommandLine heading(Object command) {
        CommandSpec spec = CommandSpec.create();
        spec.usageMessage().description(annotation(command).description());
        return new CommandLine(spec);
    }

    private List<Object> all(Context context) {
        List<Object> all = new ArrayList<>(more);
        all.addAll(List.of(
                new InstanceVerbs(context),
                new DatabaseVerbs(context),
                new UserVerbs(context),
                new RootVerbs(context),
                new OperationVerbs(context),
                new ConfigurationVerbs(context),
                new LogVerbs(context),
                new BackupVerbs(context),
                new ModuleVerbs(context),
                new DatastoreVerbs(context),
                new FlavorVerbs(context),
                new LimitVerbs(context),
                new QuotaVerbs(context),
                new ManageVerbs(context),
                new CompletionVerbs(context)));
        return all;
    }

    private CommandLine commandLine(Flags flags, List<Object> commands) {
        CommandLine root = new CommandLine(new Root());
        boolean overview = OVERVIEW.contains(flags.rest());
        commands.forEach(command -> root.addSubcommand(name(command), overview ? heading(command) : whole(command)));
        describeFlags(root.getCommandSpec());
        root.setOut(terminal.out());
        root.setErr(terminal.err());
        root.setUsageHelpAutoWidth(false);
        root.setUsageHelpWidth(100);
        root.setParameterExceptionHandler((e, _) -> misused(e));
        root.setExecutionExceptionHandler((e, _, _) -> failed(e, flags));
        return root;
    }

    /** The flags are taken out before the verbs are parsed; here they are only for the help and for completion. */
    private static void describeFlags(CommandSpec root) {
        for (String name : Flags.names()) {
            boolean usual = name.equals("--os-cloud");
            root.addOption(OptionSpec.builder(name)
                    .type(String.class)
                    .paramLabel(usual ? "CLOUD" : "VALUE")
                    .hidden(!usual)
                    .description(usual ? "The cloud in clouds.yaml. All flags of this kind: " + credentials() : name)
                    .build());
        }
        root.addOption(OptionSpec.builder("--insecure")
                .description("Do not check the server's certificate.")
                .build());
        root.addOption(OptionSpec.builder("--debug")
                .description("Show each exchange with the server.")
                .build());
        root.version("coffer " + Version.ofThisBuild());
    }

    private static String credentials() {
        return String.join(", ", Flags.names()) + "; they may stand anywhere.";
    }

    private int misused(ParameterException e) {
        CommandLine command = e.getCommandLine();
        terminal.say("coffer: " + Terminal.harmless(sentence(e)));
        terminal.say(
                "        Help: %s --help".formatted(command.getCommandSpec().qualifiedName()));
        return Failure.Reason.USAGE.exitCode();
    }

    private static String sentence(ParameterException e) {
        if (e instanceof UnmatchedArgumentException unmatched
                && !unmatched.isUnknownOption()
                && !e.getCommandLine().getSubcommands().isEmpty()) {
            return "There is no command \"%s %s\"."
                    .formatted(
                            e.getCommandLine().getCommandSpec().qualifiedName(),
                            unmatched.getUnmatched().getFirst());
        }
        return String.valueOf(e.getMessage());
    }

    private int failed(Exception e, Flags flags) {
        if (e instanceof Failure failure) {
            return told(failure);
        }
        if (e instanceof Fault fault) {
            return told(Failure.refused(fault.sentence(), null));
        }
        if (e instanceof InvalidConfiguration invalid) {
            return told(Failure.usage(String.valueOf(invalid.getMessage()), "Correct the file, then try again."));
        }
        if (e instanceof InterruptedException) {
            Thread.currentThread().interrupt();
            return INTERRUPTED;
        }
        terminal.say("coffer: Something went wrong that was not foreseen: %s.".formatted(e));
        if (flags.debug()) {
            e.printStackTrace(terminal.err());
        } else {
            terminal.say("        Run the command with --debug for the details, and report them.");
        }
        return Failure.Reason.REFUSED.exitCode();
    }

    private int told(Failure failure) {
        List<String> lines = new ArrayList<>(failure.sentence().lines().toList());
        Optional.ofNullable(failure.advice()).ifPresent(advice -> advice.lines().forEach(lines::add));
        for (int i = 0; i < lines.size(); i++) {
            terminal.say((i == 0 ? "coffer: " : "        ") + Terminal.harmless(lines.get(i)));
        }
        return failure.reason().exitCode();
    }

    /** All commands, for those who list them. */
    static List<CommandLine> leaves(CommandLine command) {
        return command.getSubcommands().isEmpty()
                ? List.of(command)
                : command.getSubcommands().values().stream()
                        .flatMap(sub -> leaves(sub).stream())
                        .toList();
    }

    /** Whether parsing alone is fine, without running anything. */
    ParseResult parse(List<String> arguments) {
        Flags flags = Flags.parse(arguments);
        return commandLine(flags).parseArgs(flags.rest().toArray(String[]::new));
    }
}
