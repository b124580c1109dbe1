package io.mmsroutes.repository;

import io.mmsroutes.failure.Problem;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.outbound.SendRequest;
import io.mmsroutes.outbound.SendState;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What holds for every message that is to be sent, whoever wants it.
 *
 * @param preflight {@code mms.send.preflight}: whether media are looked at before the call
 * @param publicUrl {@code mms.public-url}; may be empty
 * @param defaultProfile {@code telnyx.messaging-profile-id}; may be empty
 */
public record EntryRules(String preflight, String publicUrl, String defaultProfile) {

    /** Throws {@link Rejected} {@code request-refused}: a recipient has opted out, or stored media are not to be had. */
    void check(JdbcClient jdbc, SendRequest request) {
        List<Problem> problems = Stream.concat(
                        OptOuts.problems(jdbc, request, defaultProfile).stream(),
                        StoredObjects.problems(jdbc, request, publicUrl).stream())
                .toList();
        if (!problems.isEmpty()) {
            throw new Rejected("request-refused", problems);
        }
    }

    SendState firstState(SendRequest request) {
        return "off".equals(preflight) || request.mediaUrls().isEmpty() ? SendState.QUEUED : SendState.PREPARING;
    }
}
