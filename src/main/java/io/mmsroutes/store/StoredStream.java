package io.mmsroutes.store;

import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Something in a store, opened; whoever asked reads and closes it. A class of its own because Camel would read any other
 * stream to its end, into a file, before the next step of a route: {@code camel.main.stream-caching-deny-classes} names this
 * one.
 */
public final class StoredStream extends FilterInputStream {
    private final Closeable closing;

    /** @param closing what ends it, also when not all was read */
    public StoredStream(InputStream bytes, Closeable closing) {
        super(bytes);
        this.closing = closing;
    }

    @Override
    public void close() throws IOException {
        closing.close();
    }
}
