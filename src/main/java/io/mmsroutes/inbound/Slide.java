package io.mmsroutes.inbound;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a phone would show at one time, as the SMIL of the message says.
 *
 * @param media indexes of the items
 * @param caption words that go with them
 * @param seconds how long; null where the SMIL does not say
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Slide(
        List<Integer> media,
        @Nullable String caption,
        @Nullable BigDecimal seconds) {}
