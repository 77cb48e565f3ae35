package dev.coffer.cli;

import java.util.List;

/** A group of verbs of which some have too many options to be methods. */
interface Extended {

    /** Objects annotated for picocli. */
    List<Object> more();
}
