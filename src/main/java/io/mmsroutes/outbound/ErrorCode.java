package io.mmsroutes.outbound;

import io.mmsroutes.failure.Problem;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Errors of Telnyx that the gateway itself answers with. Codes and their meaning: developers.telnyx.com, "API error codes"
 * and "Messaging error code reference", April 2026.
 */
public enum ErrorCode {
    INVALID_URL("10003", 422, "Invalid URL"),
    MISSING("10004", 422, "Missing required parameter"),
    NOT_FOUND("10005", 404, "Resource not found"),
    UNEXPECTED("10007", 422, "Unexpected error"),
    AUTHENTICATION("10009", 401, "Authentication failed"),
    NOT_AUTHORIZED("10010", 403, "Authorization failed"),
    BAD_REQUEST("10015", 400, "Bad Request"),
    NOT_E164("10016", 422, "Phone number must be in +E.164 format"),
    INVALID_JSON("10023", 400, "Invalid JSON"),
    EXPECTED_JSON("10029", 415, "Expected JSON Content-Type"),
    METHOD_NOT_ALLOWED("10030", 405, "Method not allowed"),
    UNPROCESSABLE("10027", 422, "Unprocessable entity"),
    UNAVAILABLE("10037", 503, "Service unavailable"),
    EXPIRED("40014", 422, "Message expired in queue"),
    OPTED_OUT("40300", 400, "Blocked due to STOP message"),
    NO_MMS_TO("40301", 400, "Unsupported message type for the 'to' address"),
    CONTENT_COMBINATION("40304", 400, "Invalid combination of message content"),
    INVALID_FROM("40305", 400, "Invalid 'from' address"),
    FROM_NOT_FOR_MMS("40308", 400, "Invalid 'from' address for MMS"),
    INVALID_TO("40310", 400, "Invalid 'to' address"),
    NO_CONTENT("40316", 400, "No content provided for message"),
    MMS_CONTENT("40317", 400, "Invalid MMS content");

    private final String code;
    private final int httpStatus;
    private final String title;

    ErrorCode(String code, int httpStatus, String title) {
        this.code = code;
        this.httpStatus = httpStatus;
        this.title = title;
    }

    /** Empty for a code that the gateway itself does not answer with. */
    public static Optional<ErrorCode> of(String code) {
        return Arrays.stream(values()).filter(known -> known.code.equals(code)).findFirst();
    }

    public String code() {
        return code;
    }

    /** Telnyx publishes no table; developers.telnyx.com, "Send your first message", and answers that others have seen. */
    public int httpStatus() {
        return httpStatus;
    }

    public String title() {
        return title;
    }

    /**
     * @param pointer JSON pointer to the field; null when it is no field's fault
     * @param detail what is wrong here, and the fix
     */
    public Problem at(@Nullable String pointer, String detail) {
        return new Problem(code, title, detail, pointer);
    }
}
