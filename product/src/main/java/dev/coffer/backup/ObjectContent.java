package dev.coffer.backup;

import java.io.IOException;
import java.io.InputStream;

/** An open object; stays readable when the object is replaced or deleted meanwhile. */
public record ObjectContent(StoredObject object, InputStream content) implements AutoCloseable {
    @Override
    public void close() throws IOException {
        content.close();
    }
}
