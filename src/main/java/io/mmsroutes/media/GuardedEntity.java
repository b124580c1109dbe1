package io.mmsroutes.media;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;

/** The body of an answer, counted as it comes off the wire. */
final class GuardedEntity extends HttpEntityWrapper {
    private final RequestDeadline deadline;
    private final FetchLimits limits;

    GuardedEntity(HttpEntity entity, RequestDeadline deadline, FetchLimits limits) {
        super(entity);
        this.deadline = deadline;
        this.limits = limits;
    }

    @Override
    public InputStream getContent() throws IOException {
        return new Counted(super.getContent());
    }

    /** Not wanted: the connection goes, instead of the rest being read into nothing. */
    @Override
    public void close() {
        if (deadline.cancel()) {
            deadline.abortConnection();
        }
        try {
            super.close();
        } catch (IOException e) {
            // that the connection is gone is what was wanted
        }
    }

    private final class Counted extends FilterInputStream {
        private long left = limits.maxBytes();

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            int count;
            try {
                count = in.read(buffer, offset, length);
            } catch (IOException e) {
                deadline.cancel();
                throw FetchGuard.explain(e, deadline);
            }
            if (count < 0) {
                deadline.cancel();
            }
            left -= Math.max(count, 0);
            if (left < 0) {
                deadline.abortConnection();
                throw limits.exceeded();
            }
            return count;
        }

        /** Not read to the end means not wanted: the connection goes, instead of the rest being read into nothing. */
        @Override
        public void close() throws IOException {
            if (deadline.cancel()) {
                deadline.abortConnection();
            }
            super.close();
        }
    }
}
