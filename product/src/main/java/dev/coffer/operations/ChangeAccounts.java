package dev.coffer.operations;

import dev.coffer.agent.command.Command;

/**
 * Changes databases, users, grants or root of a running instance.
 *
 * @param command one of the accounts commands
 */
public record ChangeAccounts(String instanceId, Command command) implements Action {}
