package io.mmsroutes.outbound;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.regex.Pattern;

/** {@code date-time} of Telnyx's specification, which is RFC 3339: ISO-8601 with seconds and an offset. */
public final class DateTimeText {
    private static final Pattern FORM =
            Pattern.compile("(?i)\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?(Z|[+-]\\d\\d:\\d\\d)");

    private DateTimeText() {}

    /** Empty for another form, and for a day or an hour that there is not. */
    public static Optional<Instant> parse(String text) {
        if (!FORM.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
