package io.mmsroutes.ledger;

import io.mmsroutes.failure.Problem;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.sending.ErrorCode;
import io.mmsroutes.sending.SendRequest;
import io.mmsroutes.store.StoredMedia;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Whether what a request refers to by {@code stored:} is there and can be shown to Telnyx. */
final class RequireStored {
    private final String publicUrl;

    RequireStored(String publicUrl) {
        this.publicUrl = publicUrl;
    }

    /** Throws {@link Rejected} {@code request-refused} with all that is wrong. */
    void check(JdbcClient jdbc, SendRequest request) {
        List<Problem> problems = new ArrayList<>();
        for (int i = 0; i < request.mediaUrls().size(); i++) {
            String url = request.mediaUrls().get(i);
            if (StoredMedia.isReference(url)) {
                String pointer = "/media_urls/" + i;
                fault(StoredRows.byKey(jdbc, StoredMedia.key(url)))
                        .map(fault -> ErrorCode.INVALID_URL.at(pointer, pointer.substring(1) + " " + fault))
                        .ifPresent(problems::add);
            }
        }
        if (!problems.isEmpty()) {
            throw new Rejected("request-refused", problems);
        }
    }

    private Optional<String> fault(Optional<StoredMedia> found) {
        if (found.isEmpty()) {
            return Optional.of("is in no store: media of messages and what POST /media took are.");
        }
        return publicUrl.isEmpty() && found.get().location().startsWith("file:")
                ? Optional.of("lies in files, which only links of the gateway show to Telnyx: set mms.public-url.")
                : Optional.empty();
    }
}
