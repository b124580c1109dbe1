package io.mmsroutes.simulator;

import java.nio.charset.StandardCharsets;

/**
 * An event on its way.
 *
 * @param url where it is posted
 * @param json exactly as it is signed and posted
 */
public record Webhook(String url, String json) {
    public byte[] body() {
        return json.getBytes(StandardCharsets.UTF_8);
    }
}
