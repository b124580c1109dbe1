package io.mmsroutes.smil;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a SMIL shows at one time.
 *
 * @param shown in the order of the document
 * @param seconds null where the document does not say how long
 */
record Scene(List<Reference> shown, @Nullable BigDecimal seconds) {
    /**
     * @param element in lower case, such as {@code img}
     * @param source as the document writes it
     */
    record Reference(String element, String source) {}
}
