package dev.coffer.operations;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.coffer.durable.NewOperation.WhenBusy;
import dev.coffer.durable.Steps;
import java.time.Duration;

/**
 * What can be done to an instance. A record is the operation's input, stored as JSON; its {@code run} is its code and reads as its
 * table of contents.
 *
 * <p>File one with {@link Operations#file}, in the transaction that changes the instance's row.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME)
public sealed interface Action
        permits ApplyModules,
                ChangeAccounts,
                ChangeConfiguration,
                ConfigureInstance,
                CreateInstance,
                CreateReplica,
                DeleteInstance,
                DetachReplica,
                EjectPrimary,
                GrowVolume,
                PromoteReplica,
                ReadParameters,
                RebootServer,
                ReapplyModule,
                RebuildInstance,
                RecoverInstance,
                RejoinSet,
                RemoveModule,
                ResizeFlavor,
                RestartInstance,
                ReturnPrimary,
                StopInstance,
                SwitchLog,
                SynchroniseSet,
                UpdateAccess,
                UpgradeInstance {

    String instanceId();

    /** How long it may take before it is given up and undone. */
    Duration limit();

    default WhenBusy whenBusy() {
        return WhenBusy.REFUSE;
    }

    void run(Steps steps, Rooms rooms);

    /** Says on the instance that the operation failed; its undos have run. Idempotent. */
    void failed(Steps steps, Rooms rooms, String sentence);
}
