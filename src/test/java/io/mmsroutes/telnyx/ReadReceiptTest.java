package io.mmsroutes.telnyx;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmsroutes.inbound.PhoneNumber;
import io.mmsroutes.outbound.Receipt;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Receipts in the shapes that are seen: captures, mocks, examples of the documentation. */
class ReadReceiptTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "'to':[{'phone_number':'+17735550002','status':'delivered'}]",
                "'to':{'phone_number':'+17735550002','status':'delivered'}",
                "'to':'+17735550002','status':'delivered'",
                "'to':['+17735550002'],'status':'delivered'",
                "'to':[{'phone_number':'+17735550002'}],'status':'delivered'"
            })
    void recipientAndStatusAreFound(String to) {
        Receipt.Party party = read(to).recipients().get(0);

        assertThat(party.number()).isEqualTo(new PhoneNumber("+17735550002"));
        assertThat(party.status()).isEqualTo("delivered");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'to':[{'status':'delivered'}]",
                "'to':{'status':'delivered'}",
                "'to':[],'status':'delivered'",
                "'to':null,'status':'delivered'",
                "'to':[null,[]],'status':'delivered'",
                "'status':'delivered'"
            })
    void recipientWithoutANumberIsOneAllTheSame(String to) {
        assertThat(read(to).recipients()).hasSize(1);
        assertThat(read(to).recipients().get(0).status()).isEqualTo("delivered");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "'errors':[{'code':'40001'}], 40001",
                "'errors':{'code':40001}, 40001",
                "'error':{'code':'40001'}, 40001",
                "'to':[{'status':'x'|'errors':[{'code':'40001'}]}], 40001"
            })
    void errorsAreFoundAtTheMessageAndAtTheRecipient(String payload, String code) {
        Receipt receipt = read(payload.replace('|', ','));

        assertThat(receipt.errorsOf(receipt.recipients().get(0))
                        .path(0)
                        .path("code")
                        .asText())
                .isEqualTo(code);
    }

    @Test
    void errorThatIsATextIsATitle() {
        assertThat(read("'errors':['Out of reach']")
                        .errors()
                        .path(0)
                        .path("title")
                        .asText())
                .isEqualTo("Out of reach");
        assertThat(read("'errors':[null,{},'']").errors()).isEmpty();
    }

    @Test
    void timeOfThePayloadStandsInForThatOfTheEvent() {
        assertThat(read("'completed_at':'2026-01-16T00:06:08Z','sent_at':'2026-01-16T00:06:01Z'")
                        .occurredAt())
                .isEqualTo(Instant.parse("2026-01-16T00:06:08Z"));
    }

    @Test
    void parkedReceiptComesBackAsItWas() throws IOException {
        Receipt receipt = read("'to':[{'phone_number':'+17735550002','status':'x','errors':[{'code':'40001'}]}]");

        assertThat(Json.MAPPER.readValue(Json.MAPPER.writeValueAsString(receipt), Receipt.class))
                .isEqualTo(receipt);
    }

    private static Receipt read(String payload) {
        String json =
                "{'data':{'event_type':'message.finalized','id':'e-1','payload':{'id':'m-1',%s}}}".formatted(payload);
        byte[] raw = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return new ReadReceipt().read(raw);
    }
}
