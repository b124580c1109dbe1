package io.mmsroutes.message;

/** One event as the journal holds it: the signed bytes, unchanged, and how far we got with it. */
public final class JournaledEvent {
    private final byte[] raw;
    private final Progress progress;

    public JournaledEvent(byte[] raw, Progress progress) {
        this.raw = raw.clone();
        this.progress = progress;
    }

    public byte[] raw() {
        return raw.clone();
    }

    public Progress progress() {
        return progress;
    }
}
