package io.mmsroutes.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a message can be sent from or to. */
enum Address {
    /** E.164. */
    NUMBER("\\+[1-9]\\d{6,14}"),
    SHORT_CODE("\\d{3,8}"),
    /** An alphanumeric sender. */
    NAME("(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}");

    private final String pattern;

    Address(String pattern) {
        this.pattern = pattern;
    }

    static Optional<Address> of(JsonNode value) {
        for (Address address : values()) {
            if (value.isTextual() && Pattern.matches(address.pattern, value.asText())) {
                return Optional.of(address);
            }
        }
        return Optional.empty();
    }
}
