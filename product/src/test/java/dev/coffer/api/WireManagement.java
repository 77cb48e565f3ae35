package dev.coffer.api;

import dev.coffer.model.Task;

/** What a record that is of a dead guest has begun, as administrators see it. */
final class WireManagement implements WireTopic {

    @Override
    public void before(WireSeed seed, Exchange exchange) {
        if (exchange.name().equals("mgmt-instances-admin")) {
            seed.stage.now = seed.stage.now.plusSeconds(1);
            seed.stage.store.change(tx -> tx.instances()
                    .update(tx.instances()
                            .require(seed.named("instance_postgresql"))
                            .withTask(Task.RESIZING, null)));
        }
    }
}
