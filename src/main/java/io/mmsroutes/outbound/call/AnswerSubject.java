package io.mmsroutes.outbound.call;

import java.util.Set;

/**
 * What a 4xx speaks of. The code decides before the status, and both before the text; developers.telnyx.com, "API error codes"
 * and "Messaging error code reference". Only what speaks of the message refuses the message: a proxy, a gateway and a captive
 * portal answer with 4xx as well.
 */
public enum AnswerSubject {
    /** This message; others may pass. */
    MESSAGE,
    /** Every message of the sender or its messaging profile. */
    NUMBER,
    /** Every message: the key, the money, or a proxy on the way. */
    ACCOUNT,
    /** The answer does not say. */
    UNCLEAR;

    private static final Set<String> ACCOUNT_CODES = Set.of("10009", "10038", "40314");

    private static final Set<String> NUMBER_CODES = Set.of(
            "40010", "40100", "40311", "40312", "40313", "40315", "40320", "40321", "40323", "40329", "40330", "40331",
            "40333");

    private static final Set<String> REQUEST_CODES =
            Set.of("10002", "10003", "10004", "10015", "10016", "10023", "10027");

    /**
     * 10010: the key may not do this, or may not do it for this sender. 10029 and 10030: something on the way changes what the
     * gateway sends, which is a POST of JSON.
     */
    private static final Set<String> UNCLEAR_CODES = Set.of("10010", "10029", "10030");

    /** Bad request, too large, unsupported and unprocessable: they judge the content of the request. RFC 9110, 15.5. */
    private static final Set<Integer> OF_THE_CONTENT = Set.of(400, 413, 414, 415, 422);

    /** Key, money, and a proxy that wants a password. */
    private static final Set<Integer> OF_THE_ACCOUNT = Set.of(401, 402, 407);

    static AnswerSubject of(int status, AnswerError error) {
        String code = error.code();
        if (ACCOUNT_CODES.contains(code) || code.matches("20\\d{3}")) {
            return ACCOUNT;
        }
        // 40150 to 40159: the registry of toll-free numbers.
        if (NUMBER_CODES.contains(code) || code.matches("4015\\d")) {
            return NUMBER;
        }
        if (REQUEST_CODES.contains(code) || code.matches("[34]\\d{4}")) {
            return MESSAGE;
        }
        if (OF_THE_ACCOUNT.contains(status)) {
            return ACCOUNT;
        }
        if (error.namesField()) {
            return MESSAGE;
        }
        boolean judgesContent = OF_THE_CONTENT.contains(status) && !error.isPage() && !UNCLEAR_CODES.contains(code);
        return judgesContent ? MESSAGE : UNCLEAR;
    }

    /** Of an answer to anything that was asked, such as a look-up. */
    public static AnswerSubject of(int status, byte[] body) {
        return of(status, AnswerError.in(body));
    }
}
