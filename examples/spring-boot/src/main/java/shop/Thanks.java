package shop;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mmsroutes.telnyx.TelnyxEvent;
import java.util.Map;
import org.springframework.stereotype.Component;

/** What the shop answers. */
@Component("thanks")
public class Thanks {
    private final ObjectMapper json;

    Thanks(ObjectMapper json) {
        this.json = json;
    }

    /** Returns a request in the schema of Telnyx's {@code POST /v2/messages}. */
    public String to(TelnyxEvent event) throws JsonProcessingException {
        return json.writeValueAsString(Map.of(
                "from", event.to().get(0),
                "to", event.from(),
                "text", "Thanks! We have %d picture(s) of yours.".formatted(event.media().size())));
    }
}
