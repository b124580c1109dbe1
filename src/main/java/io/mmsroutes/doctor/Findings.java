package io.mmsroutes.doctor;

import io.mmsroutes.doctor.Diagnosis.Level;
import java.util.ArrayList;
import java.util.List;

/** What checks found so far, in their order. */
final class Findings {
    private final List<Diagnosis> all = new ArrayList<>();

    List<Diagnosis> all() {
        return List.copyOf(all);
    }

    void add(List<Diagnosis> more) {
        all.addAll(more);
    }

    void fine(String check, String sentence) {
        all.add(new Diagnosis(check, Level.FINE, sentence, null));
    }

    void warning(String check, String sentence, String fix) {
        all.add(new Diagnosis(check, Level.WARNING, sentence, fix));
    }

    void fault(String check, String sentence, String fix) {
        all.add(new Diagnosis(check, Level.FAULT, sentence, fix));
    }

    /** @param good the sentence of what is so; {@code bad} otherwise, and then {@code fix} says what to do */
    void warningUnless(boolean so, String check, String good, String bad, String fix) {
        all.add(new Diagnosis(check, so ? Level.FINE : Level.WARNING, so ? good : bad, so ? null : fix));
    }

    /** As {@link #warningUnless}. */
    void faultUnless(boolean so, String check, String good, String bad, String fix) {
        all.add(new Diagnosis(check, so ? Level.FINE : Level.FAULT, so ? good : bad, so ? null : fix));
    }
}
