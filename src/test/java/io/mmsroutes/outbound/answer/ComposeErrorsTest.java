package io.mmsroutes.outbound.answer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.failure.TryLater;
import io.mmsroutes.outbound.ErrorCode;
import io.mmsroutes.outbound.answer.ComposeErrors.Errors;
import io.mmsroutes.support.TelnyxSchema;
import io.mmsroutes.text.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ComposeErrorsTest {
    private final ComposeErrors composeErrors = new ComposeErrors();

    @Test
    void problemsAreErrorsInTelnyxsShape() throws JsonProcessingException {
        Rejected rejected = new Rejected(
                "request-refused",
                List.of(
                        ErrorCode.MMS_CONTENT.at("/media_urls", "media_urls has 11 entries."),
                        ErrorCode.MISSING.at(null, "from is missing.")));

        Errors errors = composeErrors.compose(rejected);

        assertThat(errors.httpStatus()).isEqualTo(400);
        assertThat(Json.MAPPER.writeValueAsString(errors)).isEqualTo("""
                {"errors":[{"code":"40317","title":"Invalid MMS content","detail":"media_urls has 11 entries.",\
                "source":{"pointer":"/media_urls"},\
                "meta":{"url":"https://developers.telnyx.com/docs/overview/errors/40317"}},\
                {"code":"10004","title":"Missing required parameter","detail":"from is missing.",\
                "meta":{"url":"https://developers.telnyx.com/docs/overview/errors/10004"}}]}""");
    }

    @ParameterizedTest
    @CsvSource({
        "NOT_FOUND,404",
        "INVALID_JSON,400",
        "BAD_REQUEST,400",
        "FROM_NOT_FOR_MMS,400",
        "INVALID_TO,400",
        "MISSING,422",
        "NOT_E164,422",
        "INVALID_URL,422"
    })
    void theFirstProblemDecidesTheStatus(ErrorCode first, int status) {
        Rejected rejected = new Rejected(
                "request-refused", List.of(first.at("/x", "First."), ErrorCode.UNEXPECTED.at("/y", "Second.")));

        assertThat(composeErrors.compose(rejected).httpStatus()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "key-unset,401,10009",
        "key-wrong,401,10009",
        "message-unknown,404,10005",
        "key-reused,422,10027",
        "anything-else,400,10015"
    })
    void refusalsOfOursHaveTelnyxsNumber(String ours, int status, String code) {
        Errors errors = composeErrors.compose(new Rejected(ours, "What is wrong, and the fix."));

        assertThat(errors.httpStatus()).isEqualTo(status);
        assertThat(first(errors).path("code").asText()).isEqualTo(code);
        assertThat(first(errors).path("detail").asText()).isEqualTo("What is wrong, and the fix.");
    }

    @Test
    void whatMayWorkLaterIsUnavailable() {
        Errors errors = composeErrors.compose(new TryLater("database-unavailable", "The database does not answer."));

        assertThat(errors.httpStatus()).isEqualTo(503);
        assertThat(first(errors).path("code").asText()).isEqualTo("10037");
        assertThat(first(errors).path("detail").asText()).isEqualTo("The database does not answer.");
    }

    @Test
    void wordsOfOthersAreNotTold() {
        Errors errors = composeErrors.compose(new OutOfMemoryError("password=secret"));

        assertThat(errors.httpStatus()).isEqualTo(503);
        assertThat(first(errors).toString()).contains("10037").doesNotContain("secret");
    }

    @ParameterizedTest
    @EnumSource
    void everyErrorIsValidByTelnyxsSpecification(ErrorCode error) {
        Errors errors = composeErrors.compose(new Rejected("request-refused", List.of(error.at("/to/0", "Wrong."))));

        assertThat(TelnyxSchema.errors("messaging_Errors", Json.MAPPER.valueToTree(errors)))
                .isEmpty();
        assertThat(TelnyxSchema.errors("messaging_Error", first(errors))).isEmpty();
    }

    private static JsonNode first(Errors errors) {
        return Json.MAPPER.<JsonNode>valueToTree(errors).at("/errors/0");
    }
}
