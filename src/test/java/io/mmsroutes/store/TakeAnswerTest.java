package io.mmsroutes.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmsroutes.failure.Rejected;
import io.mmsroutes.failure.TryLater;
import io.mmsroutes.store.StoresInUse.Store;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TakeAnswerTest {
    private static final MediaInStore PHOTO = new MediaInStore(
            "mms/+13125550001/0.jpg", "s3://right/mms/+13125550001/0.jpg", "image/jpeg", 3, "ab".repeat(32));

    private final Rejected missing = new Rejected("stored-missing", "There is none.");
    private final TryLater away = new TryLater("store-busy", "Bucket b cannot take it now.");
    private final TakeAnswer takeAnswer = new TakeAnswer();
    private final RequireAnswer requireAnswer = new RequireAnswer();

    @Test
    void storesAreAskedUntilOneHasWhatIsMeant() throws IOException {
        Asking second = takeAnswer.take(asking(3), null, null, missing);
        Asking third = takeAnswer.take(second, "s3://wrong/mms/+13125550001/0.jpg", "a link to a copy", null);
        Asking answered = takeAnswer.take(third, PHOTO.location(), "the link", null);

        assertThat(second.store().name()).isEqualTo("store-1");
        assertThat(third.store().name()).isEqualTo("store-2");
        assertThat(answered.isUnfinished()).isFalse();
        assertThat(requireAnswer.of(answered)).isEqualTo("the link");
    }

    @Test
    void copyInAnotherStoreIsClosed() throws IOException {
        AtomicBoolean closed = new AtomicBoolean();

        takeAnswer.take(
                asking(2),
                "s3://wrong/0.jpg",
                new StoredStream(InputStream.nullInputStream(), () -> closed.set(true)),
                null);

        assertThat(closed).isTrue();
    }

    @Test
    void storeThatIsAwayMattersOnlyWhenNoOtherHasIt() throws IOException {
        Asking second = takeAnswer.take(asking(2), null, null, away);
        Asking answered = takeAnswer.take(second, PHOTO.location(), "the link", null);
        Asking exhausted = takeAnswer.take(second, null, null, missing);

        assertThat(requireAnswer.of(answered)).isEqualTo("the link");
        assertThatThrownBy(() -> requireAnswer.of(exhausted)).isSameAs(away);
    }

    @Test
    void storeThatMayHaveItLaterCountsBeforeOneThatHasItNot() throws IOException {
        Asking exhausted = takeAnswer.take(takeAnswer.take(asking(2), null, null, missing), null, null, away);

        assertThatThrownBy(() -> requireAnswer.of(exhausted)).isSameAs(away);
    }

    @Test
    void whatAStoreSaysOfItselfIsNotRepeated() throws IOException {
        IOException failure = new IOException("cannot read mms/+13125550001/0.jpg");

        Asking exhausted = takeAnswer.take(asking(1), null, null, failure);

        assertThatThrownBy(() -> requireAnswer.of(exhausted))
                .isInstanceOfSatisfying(
                        TryLater.class, later -> assertThat(later.code()).isEqualTo("store-away"))
                .hasMessageContaining("IOException")
                .hasMessageNotContaining("3125550001")
                .hasNoCause();
    }

    @Test
    void whatNoStoreHasIsTold() {
        assertThatThrownBy(() -> requireAnswer.of(asking(0)))
                .isInstanceOfSatisfying(
                        Rejected.class, gone -> assertThat(gone.code()).isEqualTo("store-gone"));
    }

    private static Asking asking(int stores) {
        List<Store> all = IntStream.range(0, stores)
                .mapToObj(i -> new Store("store-" + i, "kamelet:store-" + i))
                .toList();
        return new Asking(PHOTO, "link", all, 0, null, null);
    }
}
