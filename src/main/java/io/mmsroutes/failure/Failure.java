package io.mmsroutes.failure;

import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Why a step could not do its work. Java decides which of the two kinds it is; the {@code errors.camel.yaml} of {@code routes/} decide
 * what follows.
 */
public abstract sealed class Failure extends RuntimeException permits Rejected, TryLater {
    private static final long serialVersionUID = 1L;

    private static final int DEEPEST = 20;

    private final String code;

    Failure(String code, String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
        this.code = code;
    }

    /** One of ours that somebody else's code wrapped, as Camel does with what fails in an expression or a multicast. */
    public static Optional<Failure> in(@Nullable Throwable wrapped) {
        return Stream.<Throwable>iterate(wrapped, Objects::nonNull, Throwable::getCause)
                .limit(DEEPEST) // causes may go round in a circle
                .filter(Failure.class::isInstance)
                .map(Failure.class::cast)
                .findFirst();
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
