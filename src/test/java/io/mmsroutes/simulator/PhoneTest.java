package io.mmsroutes.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhoneTest {
    @TempDir
    private Path folder;

    @Test
    void theNewestStayAndOlderOnesGoWithTheirFiles() throws IOException {
        Phone phone = new Phone(folder.toString());
        for (int i = 0; i <= Phone.MOST; i++) {
            Path own = Files.createDirectories(folder.resolve("message-" + i));
            Files.writeString(own.resolve("0.txt"), "x");
            phone.add(arrival(i));
        }

        List<Arrival> newest = phone.list(null);

        assertThat(newest).hasSize(Phone.MOST);
        assertThat(newest.get(0).id()).isEqualTo("message-" + Phone.MOST);
        assertThat(folder.resolve("message-0")).doesNotExist();
        assertThat(folder.resolve("message-1/0.txt")).exists();
    }

    @Test
    void aMessageThatComesAgainAfterARestartIsThereOnce() throws IOException {
        new Phone(folder.toString()).add(arrival(1));
        Phone phone = new Phone(folder.toString());
        phone.add(arrival(1));

        assertThat(phone.list(" 1")).hasSize(1);
        assertThat(phone.list("+2")).isEmpty();
    }

    @Test
    void whatCameBeforeARestartIsStillThere() throws IOException {
        Phone before = new Phone(folder.toString());
        before.add(arrival(1));
        before.add(arrival(2).with(new Arrival.Piece("https://host/a.jpg", "image/jpeg", 7L, "00ff", "a/0.jpg", null)));

        assertThat(new Phone(folder.toString()).newestFirst()).isEqualTo(before.newestFirst());
    }

    private static Arrival arrival(int number) {
        return new Arrival(
                "message-" + number,
                "SMS",
                "12345",
                List.of("+1"),
                null,
                null,
                Instant.EPOCH.plusSeconds(number),
                "delivered",
                number == 2 ? List.of("https://host/a.jpg") : List.of(),
                List.of());
    }
}
