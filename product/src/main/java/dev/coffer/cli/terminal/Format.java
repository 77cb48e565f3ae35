package dev.coffer.cli.terminal;

/** How an answer is written. Lower case names, since they are what people type. */
public enum Format {
    table,
    json,
    yaml,
    value
}
