package io.mmsroutes.failure;

/** It will never work: the same input gives the same answer. */
public final class Rejected extends Failure {
    private static final long serialVersionUID = 1L;

    public Rejected(String code, String sentence) {
        super(code, sentence, null);
    }

    public Rejected(String code, String sentence, Throwable cause) {
        super(code, sentence, cause);
    }
}
