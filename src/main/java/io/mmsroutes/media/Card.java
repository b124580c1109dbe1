package io.mmsroutes.media;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one vCard says, as it stands in the JSON beside it. What it does not say is null or empty, and absent there.
 *
 * @param organisation its name, then its units
 * @param addresses each in one line
 * @param location of a card that is the place of an Apple map
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record Card(
        @Nullable String formattedName,
        @Nullable Name name,
        List<String> organisation,
        List<Phone> phones,
        List<String> emails,
        List<String> addresses,
        List<String> urls,
        @Nullable String note,
        @Nullable Location location) {
    boolean saysNothing() {
        return equals(new Card(null, null, List.of(), List.of(), List.of(), List.of(), List.of(), null, null));
    }

    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record Name(
            @Nullable String family,
            @Nullable String given,
            List<String> additional,
            List<String> prefixes,
            List<String> suffixes) {}

    /** @param types such as {@code cell} and {@code work}, in lower case */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record Phone(String number, List<String> types) {}

    /** In degrees, north and east of zero. */
    record Location(double latitude, double longitude, String url) {}
}
