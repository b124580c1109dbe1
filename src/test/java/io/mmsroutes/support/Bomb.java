package io.mmsroutes.support;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A message sink that ends the process at a word, as running out of memory does: nothing is flushed, no hook runs. */
public final class Bomb {
    public static final String WORD = "boom";
    /** Folder in which it leaves a file for each message that was delivered. */
    public static final String DELIVERED = "delivered";

    public static final String KAMELET = """
            apiVersion: camel.apache.org/v1
            kind: Kamelet
            metadata:
              name: message-sink-bomb-sink
              labels:
                camel.apache.org/kamelet.type: sink
            spec:
              definition:
                title: Bomb
                description: Ends the process at a word
                type: object
              template:
                from:
                  uri: kamelet:source
                  steps:
                    - bean:
                        beanType: io.mmsroutes.support.Bomb
                        method: deliver(${bodyAs(String)})
            """;

    /** The file that makes the word harmless. */
    public static Path defused(Path home) {
        return home.resolve("defused");
    }

    public void deliver(String manifest) throws IOException {
        JsonNode message = Json.MAPPER.readTree(manifest);
        if (WORD.equals(message.path("text").asText()) && !Files.exists(defused(Path.of("")))) {
            Runtime.getRuntime().halt(3);
        }
        Path delivered = Files.createDirectories(Path.of(DELIVERED));
        Files.writeString(delivered.resolve(message.path("messageId").asText()), "");
    }
}
