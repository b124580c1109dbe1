package io.mmsroutes.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import io.mmsroutes.Json;
import io.mmsroutes.database.Database;
import io.mmsroutes.database.queue.DeadLetters;
import io.mmsroutes.failure.TryLater;
import io.mmsroutes.message.MessageValues;
import io.mmsroutes.message.PhoneNumber;
import java.io.IOException;
import java.util.Set;

/** Removes the dead letters that are from a number, or name it anywhere. */
public final class EraseDeadLetters {
    private final DeadLetters deadLetters;

    public EraseDeadLetters(Database database) {
        this.deadLetters = new DeadLetters(database);
    }

    /**
     * Returns how many there were. After it there are none.
     *
     * @throws TryLater where that cannot be said, with what is to be done
     */
    public int erase(PhoneNumber number) {
        return deadLetters.erase(
                Set.of(number.value(), MessageValues.SENDER + number.value()), body -> names(body, number));
    }

    private static boolean names(byte[] bytes, PhoneNumber number) {
        String body = new String(bytes, UTF_8);
        if (!body.contains(number.value()) && body.indexOf('\\') < 0) {
            return false; // most of them, at no cost
        }
        try (JsonParser json = Json.MAPPER.createParser(body)) {
            while (json.nextToken() != null) {
                if (json.currentToken().isScalarValue() && number.value().equals(json.getText())) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return body.contains("\"%s\"".formatted(number.value()));
        }
    }
}
