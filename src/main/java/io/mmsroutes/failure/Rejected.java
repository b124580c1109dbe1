package io.mmsroutes.failure;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** It will never work: the same input gives the same answer. */
public final class Rejected extends Failure {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    public Rejected(String code, String sentence) {
        super(code, sentence, null);
        this.problems = List.of();
    }

    public Rejected(String code, String sentence, @Nullable Throwable cause) {
        super(code, sentence, cause);
        this.problems = List.of();
    }

    /** @param problems all that is wrong with a request to send; the sentence tells the first */
    public Rejected(String code, List<Problem> problems) {
        super(code, problems.get(0).detail(), null);
        this.problems = List.copyOf(problems);
    }

    /** Empty unless it is a request to send that was refused. */
    public List<Problem> problems() {
        return problems;
    }
}
