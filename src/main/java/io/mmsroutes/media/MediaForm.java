package io.mmsroutes.media;

import io.mmsroutes.inbound.TypeName;
import java.util.Set;

/**
 * What a file is.
 *
 * @param also other types that it says to be as well, by its compatible brands
 */
record MediaForm(TypeName type, Set<TypeName> also) {
    static MediaForm of(String type) {
        return new MediaForm(TypeName.of(type), Set.of());
    }

    boolean is(TypeName declared) {
        return type.isSameAs(declared) || also.stream().anyMatch(declared::isSameAs);
    }
}
