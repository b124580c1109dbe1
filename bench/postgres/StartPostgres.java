package bench.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * A PostgreSQL out of a jar, until it is told to end, as one is that syncs each commit. Arguments: port, and a folder that is not there.
 * Prints the number of its process when it is ready.
 */
public final class StartPostgres {
    private StartPostgres() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[1]);
        EmbeddedPostgres server = EmbeddedPostgres.builder()
                .setPort(Integer.parseInt(arguments[0]))
                .setDataDirectory(folder)
                .setServerConfig("synchronous_commit", "on") // the library turns it off, for tests
                .setServerConfig("shared_buffers", "128MB")
                .setPGStartupWait(Duration.ofSeconds(60))
                .start();
        CountDownLatch end = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                server.close();
            } catch (Exception e) {
                System.err.println(e);
            }
            end.countDown();
        }));
        System.out.println(java.nio.file.Files.readAllLines(folder.resolve("postmaster.pid")).get(0));
        end.await();
    }
}
