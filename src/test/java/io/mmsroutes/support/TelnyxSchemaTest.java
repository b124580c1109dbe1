package io.mmsroutes.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.text.Json;
import org.junit.jupiter.api.Test;

class TelnyxSchemaTest {
    private final ObjectNode message = Json.MAPPER.createObjectNode();

    @Test
    void whatTelnyxWritesHasNoErrors() {
        message.put("id", "40385f64-5717-4562-b3fc-2c963f66afa6")
                .put("received_at", "2019-01-23T18:10:02.574+00:00")
                .putNull("completed_at");
        message.putArray("errors").addObject().put("code", "40008").put("title", "Undeliverable");

        assertThat(TelnyxSchema.errors("OutboundMessagePayload", message)).isEmpty();
    }

    @Test
    void typesFormatsAndReferencesAreLookedAt() {
        message.put("id", "40385f64").put("received_at", "yesterday").put("parts", "one");
        message.putArray("errors").addObject().put("title", "no code");

        assertThat(TelnyxSchema.errors("OutboundMessagePayload", message))
                .hasSize(4)
                .anyMatch(error -> error.contains("/id"))
                .anyMatch(error -> error.contains("/received_at"))
                .anyMatch(error -> error.contains("/parts"))
                .anyMatch(error -> error.contains("/errors/0"));
    }

    @Test
    void aSchemaThatIsNotThereIsNoAnswer() {
        assertThatThrownBy(() -> TelnyxSchema.errors("Message", message)).hasMessageContaining("Message");
    }
}
