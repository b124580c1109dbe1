package io.mmsroutes.simulator;

import java.io.InputStream;
import java.util.Arrays;

/** So many zero bytes, which are nowhere in memory. */
final class EmptyBytes extends InputStream {
    private long left;

    EmptyBytes(long count) {
        this.left = count;
    }

    @Override
    public int read() {
        return left-- > 0 ? 0 : -1;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
        if (left <= 0) {
            return -1;
        }
        int count = (int) Math.min(length, left);
        Arrays.fill(buffer, offset, offset + count, (byte) 0);
        left -= count;
        return count;
    }
}
