package io.mmsroutes.doctor;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mmsroutes.account.TelnyxAccount;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What one check found.
 *
 * @param check its name, which stays, such as {@code profile-webhook-url}
 * @param sentence what is so
 * @param fix what to do about it; null where nothing is to be done
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Diagnosis(
        String check,
        Level level,
        String sentence,
        @Nullable String fix) {
    /** The same of one of several accounts, whose settings it names. */
    Diagnosis of(String account) {
        return new Diagnosis(
                check,
                level,
                "Account %s: %s".formatted(account, TelnyxAccount.sentence(account, sentence)),
                fix == null ? null : TelnyxAccount.sentence(account, fix));
    }

    /** As a person reads it. */
    String line() {
        String line = "%-8s%-26s%s".formatted(level.name().toLowerCase(Locale.ROOT), check, sentence);
        return fix == null ? line : "%s%n%34s%s".formatted(line, "", fix);
    }

    public enum Level {
        FINE(0),
        WARNING(1),
        FAULT(2);

        private final int status;

        Level(int status) {
            this.status = status;
        }

        /** With which a script ends where this is the worst. */
        int status() {
            return status;
        }
    }
}
