package dev.coffer.durable;

import java.time.Duration;

/** For tests that look at something else. */
public final class Unobserved implements Observer {
    @Override
    public void stepEnded(String kind, String step, StepRecord.State state, Duration took) {}

    @Override
    public void stepTroubled(String kind, String step) {}

    @Override
    public void operationEnded(String kind, OperationState state, Duration took) {}
}
