package dev.coffer.durable;

import java.time.Duration;

/** Is told how operations go. Must be quick and must not fail. */
public interface Observer {

    /** @param took from its first start to its end, with all its attempts and waiting */
    void stepEnded(String kind, String step, StepRecord.State state, Duration took);

    /** A step failed and is tried again. */
    void stepTroubled(String kind, String step);

    /** @param took since it was filed */
    void operationEnded(String kind, OperationState state, Duration took);
}
