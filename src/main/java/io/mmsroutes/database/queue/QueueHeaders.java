package io.mmsroutes.database.queue;

import java.util.List;
import org.apache.camel.spi.Metadata;

/** Headers of {@code queue:}. */
public final class QueueHeaders {
    @Metadata(
            description =
                    "Id of the entry. In: what it enters under, unless idHeader names another header. Out, and in a consumer: under which it is kept.",
            javaType = "String")
    public static final String ID = "mmsQueueId";

    @Metadata(
            label = "producer",
            description = "True where an entry of this id came before: nothing was entered.",
            javaType = "Boolean")
    public static final String DUPLICATE = "mmsDuplicate";

    @Metadata(
            label = "producer",
            description = "How long until the entry is due: a Duration, or text such as 30s.",
            javaType = "java.time.Duration")
    public static final String DELAY = "mmsQueueDelay";

    @Metadata(
            label = "producer",
            description = "When the entry is due: an Instant, or text in ISO-8601.",
            javaType = "java.time.Instant")
    public static final String DUE_AT = "mmsQueueDueAt";

    @Metadata(
            description =
                    "What the entry is looked up and erased by, such as phone numbers: a collection, or text with commas. A consumer's route may set it too.",
            javaType = "String")
    public static final String KEYS = "mmsQueueKeys";

    @Metadata(label = "consumer", description = "Which attempt this is, from 1 on.", javaType = "Integer")
    public static final String ATTEMPT = "mmsQueueAttempt";

    @Metadata(
            label = "consumer",
            description = "True where the time of giveUpAfter is over: a failure makes it a dead letter.",
            javaType = "Boolean")
    public static final String LAST_ATTEMPT = "mmsQueueLastAttempt";

    @Metadata(label = "consumer", description = "When the entry was entered, as ISO-8601 text.", javaType = "String")
    public static final String ENTERED_AT = "mmsQueueEnteredAt";

    @Metadata(label = "producer", description = "With deadLetter: why, in kebab-case.", javaType = "String")
    public static final String CODE = "mmsCode";

    @Metadata(label = "producer", description = "With deadLetter: why, as a sentence for people.", javaType = "String")
    public static final String REASON = "mmsReason";

    /** Exchange variable with text that the next attempt finds again, however this one ends. */
    public static final String PROGRESS = "mmsProgress";

    /**
     * Exchange variable with a {@code Failure}: the attempt ends with it, however the exchange ends. For routes that have more to do
     * after they know that the entry is a dead letter.
     */
    public static final String FAILURE = "mmsQueueFailure";

    static final List<String> OWN =
            List.of(ID, DUPLICATE, DELAY, DUE_AT, KEYS, CODE, REASON, ATTEMPT, LAST_ATTEMPT, ENTERED_AT);

    private QueueHeaders() {}
}
