package io.mmsroutes.outbound;

import io.mmsroutes.failure.Problem;
import org.jspecify.annotations.Nullable;

/**
 * Errors of Telnyx that the gateway itself answers with. Codes and their meaning: developers.telnyx.com, "API error codes"
 * and "Messaging error code reference", April 2026.
 */
public enum ErrorCode {
    INVALID_URL("10003", "Invalid URL"),
    MISSING("10004", "Missing required parameter"),
    NOT_FOUND("10005", "Resource not found"),
    UNEXPECTED("10007", "Unexpected error"),
    AUTHENTICATION("10009", "Authentication failed"),
    NOT_AUTHORIZED("10010", "Authorization failed"),
    BAD_REQUEST("10015", "Bad Request"),
    NOT_E164("10016", "Phone number must be in +E.164 format"),
    INVALID_JSON("10023", "Invalid JSON"),
    EXPECTED_JSON("10029", "Expected JSON Content-Type"),
    METHOD_NOT_ALLOWED("10030", "Method not allowed"),
    UNPROCESSABLE("10027", "Unprocessable entity"),
    UNAVAILABLE("10037", "Service unavailable"),
    EXPIRED("40014", "Message expired in queue"),
    OPTED_OUT("40300", "Blocked due to STOP message"),
    NO_MMS_TO("40301", "Unsupported message type for the 'to' address"),
    CONTENT_COMBINATION("40304", "Invalid combination of message content"),
    INVALID_FROM("40305", "Invalid 'from' address"),
    FROM_NOT_FOR_MMS("40308", "Invalid 'from' address for MMS"),
    INVALID_TO("40310", "Invalid 'to' address"),
    NO_CONTENT("40316", "No content provided for message"),
    MMS_CONTENT("40317", "Invalid MMS content");

    private final String code;
    private final String title;

    ErrorCode(String code, String title) {
        this.code = code;
        this.title = title;
    }

    public String code() {
        return code;
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
