package dev.coffer.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "completion",
        description = "Completion of commands in a shell.",
        synopsisSubcommandLabel = "SHELL",
        footerHeading = "%nExample:%n",
        footer = "  source <(coffer completion bash)")
final class CompletionVerbs {
    private final Context context;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    CompletionVerbs(Context context) {
        this.context = context;
    }

    @Command(
            description = "Prints a script for bash and zsh.",
            footerHeading = "%nExample:%n",
            footer = "  coffer completion bash > ~/.local/share/bash-completion/completions/coffer")
    int bash() {
        context.terminal().print(AutoComplete.bash("coffer", spec.root().commandLine()));
        return 0;
    }
}
