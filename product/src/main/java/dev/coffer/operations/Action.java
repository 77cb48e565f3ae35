package dev.coffer.operations;

import com.fasterxml.jackson.annotation.JsonTypeInfo;

/**
 * What can be done to an instance. A record is the operation's input, stored as JSON; its {@code run} is its code.
 *
 * <p>File one with {@link Operations#file}, in the transaction that changes the instance's row.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME)
public sealed interface Action
        permits ChangeAccounts,
                CreateInstance,
                CreateReplica,
                DeleteInstance,
                DetachReplica,
                EjectPrimary,
                PromoteReplica,
                RestartInstance {

    String instanceId();
}
