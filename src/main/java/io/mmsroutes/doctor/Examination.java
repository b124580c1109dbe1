package io.mmsroutes.doctor;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What all checks found; the answer of {@code GET /admin/doctor}.
 *
 * @param status of a script: 0 where all is fine, 1 with warnings, 2 with faults
 */
public record Examination(int status, List<Diagnosis> checks) {
    static Examination of(List<Diagnosis> checks) {
        int worst =
                checks.stream().mapToInt(check -> check.level().status()).max().orElse(0);
        return new Examination(worst, List.copyOf(checks));
    }

    /** As a person reads it. */
    public String text() {
        return checks.stream().map(Diagnosis::line).collect(Collectors.joining(System.lineSeparator()));
    }
}
