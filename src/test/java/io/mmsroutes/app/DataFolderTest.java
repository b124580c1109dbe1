package io.mmsroutes.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmsroutes.database.ChildJvm;
import io.mmsroutes.disk.LockedFolder;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.apache.camel.support.service.ServiceSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
    @TempDir
    private Path folder;

    @Test
    void aSecondGatewayOfThisJvmIsRefusedAndTheFolderStaysLockedForOtherProcesses() throws Exception {
        ServiceSupport first = new DataFolder(folder);
        first.start();

        assertThatIllegalStateException()
                .isThrownBy(new DataFolder(folder)::start)
                .withStackTraceContaining("The folder %s is in use: another gateway runs on it", folder)
                .withStackTraceContaining("mms.data-dir")
                .withStackTraceContaining("mms.database.url");
        assertThat(startedElsewhere()).contains("in use: another gateway runs on it");

        first.stop();
        assertThat(startedElsewhere()).contains("started");
    }

    /** As two bundles of a Karaf have. */
    @Test
    void aSecondGatewayWithAClassLoaderOfItsOwnIsRefusedToo() throws Exception {
        ServiceSupport first = new DataFolder(folder);
        first.start();
        URL[] classes = {
            LockedFolder.class.getProtectionDomain().getCodeSource().getLocation()
        };

        try (URLClassLoader other = new URLClassLoader(classes, ClassLoader.getPlatformClassLoader())) {
            Method open = other.loadClass(LockedFolder.class.getName())
                    .getMethod("open", Path.class, String.class, String.class);
            assertThatThrownBy(() -> open.invoke(null, folder, "lock", "It"))
                    .hasStackTraceContaining("It is in use: another gateway runs on it");
        }

        assertThat(startedElsewhere()).contains("in use");
        first.stop();
    }

    @Test
    void aFolderThatCannotBeLockedIsToldWithTheSetting() throws Exception {
        Files.createDirectory(folder.resolve("lock"));

        assertThatIllegalStateException()
                .isThrownBy(new DataFolder(folder)::start)
                .withStackTraceContaining("cannot be locked: set mms.data-dir");

        Files.delete(folder.resolve("lock"));
        new DataFolder(folder).start();
    }

    @Test
    void theFolderIsTheSameByAnyName() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link"), Files.createDirectory(folder.resolve("data")));
        ServiceSupport first = new DataFolder(folder.resolve("data"));
        first.start();

        assertThatIllegalStateException()
                .isThrownBy(new DataFolder(link)::start)
                .withStackTraceContaining("in use");

        first.stop();
        new DataFolder(link).start();
    }

    @Test
    void theFolderIsMadeForItsOwnerAlone() throws Exception {
        Path data = folder.resolve("a/b");
        ServiceSupport made = new DataFolder(data);
        made.start();

        assertThat(Files.getPosixFilePermissions(data)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
        made.stop();
    }

    private String startedElsewhere() throws Exception {
        try (ChildJvm other = new ChildJvm(Program.class, List.of(), folder.toString())) {
            return other.output();
        }
    }

    /** Starts a gateway's folder, and says how that went. */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) {
            try {
                new DataFolder(Path.of(arguments[0])).start();
                System.out.println("started");
            } catch (RuntimeException e) {
                for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                    System.out.println(cause.getMessage());
                }
            }
        }
    }
}
