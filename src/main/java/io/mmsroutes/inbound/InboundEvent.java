package io.mmsroutes.inbound;

import io.mmsroutes.account.TelnyxAccount;
import java.time.Instant;

/**
 * One event as it comes off its queue: the signed bytes, unchanged, and how far earlier attempts got with it.
 *
 * @param acceptedAt when it was acknowledged
 * @param keyFingerprint of the key that signed it
 * @param account whose key that is, as the settings name it
 * @param last its time is over: what this attempt does not get is given up
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares events
public record InboundEvent(
        byte[] raw, Instant acceptedAt, String keyFingerprint, String account, boolean last, Progress progress) {
    /** Of the default account. */
    public InboundEvent(byte[] raw, Instant acceptedAt, String keyFingerprint, boolean last, Progress progress) {
        this(raw, acceptedAt, keyFingerprint, TelnyxAccount.DEFAULT, last, progress);
    }

    /** At its first attempt. */
    public InboundEvent(byte[] raw, Instant acceptedAt, String keyFingerprint) {
        this(raw, acceptedAt, keyFingerprint, false, Progress.NONE);
    }
}
