package dev.coffer.durable;

import java.time.InstantSource;

/** What every run of an operation needs. */
record Means(OperationLog log, Workflow.Registry workflows, InstantSource clock, Retry retry, Observer observer) {}
