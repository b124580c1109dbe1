package io.mmsroutes.failure;

import org.jspecify.annotations.Nullable;

/**
 * Why a step could not do its work. Java decides which of the two kinds it is; {@code routes/errors.camel.yaml} decides
 * what follows.
 */
public abstract sealed class Failure extends RuntimeException permits Rejected, TryLater {
    private static final long serialVersionUID = 1L;

    private final String code;

    Failure(String code, String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
        this.code = code;
    }

    /** Stable kebab-case word for metrics, manifests and answers, such as {@code signature-stale}. */
    public final String code() {
        return code;
    }

    /** The sentence for people; names what is wrong and, where there is one, the fix. Never holds a secret or a URL. */
    public final String sentence() {
        return String.valueOf(getMessage());
    }
}
