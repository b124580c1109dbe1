package io.mmsroutes.repository;

import io.mmsroutes.failure.Problem;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.outbound.ErrorCode;
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
        List<Problem> problems = Stream.of(
                        OptOuts.problems(jdbc, request, defaultProfile),
                        StoredObjects.problems(jdbc, request, publicUrl),
                        abroad(request))
                .flatMap(List::stream)
                .toList();
        if (!problems.isEmpty()) {
            throw new Rejected("request-refused", problems);
        }
    }

    /** Those who get no MMS; of a request that was checked, nobody. */
    private static List<Problem> abroad(SendRequest request) {
        return request.isMms()
                ? request.to().stream()
                        .filter(number -> !SendRequest.isForMms(number))
                        .map(number -> ErrorCode.NO_MMS_TO.at("/to", "No MMS go outside the US and Canada."))
                        .toList()
                : List.of();
    }

    SendState firstState(SendRequest request) {
        return "off".equals(preflight) || request.mediaUrls().isEmpty() ? SendState.QUEUED : SendState.PREPARING;
    }
}
