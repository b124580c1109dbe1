package io.mmsroutes.app;

import io.mmsroutes.disk.LockedFolder;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;

/**
 * {@code mms.data-dir} is of one gateway alone: another one that starts would empty the spool under its feet. Where SQLite is in it, the
 * database holds the same lock.
 */
final class DataFolder extends ServiceSupport {
    private final Path folder;
    private volatile @Nullable LockedFolder held;

    DataFolder(Path folder) {
        this.folder = folder;
    }

    /** @throws IllegalStateException with a sentence that names the setting */
    @Override
    protected void doStart() throws IOException {
        held = LockedFolder.open(folder, LockedFolder.OF_DATA, "The folder %s".formatted(folder));
    }

    @Override
    protected void doStop() throws IOException {
        LockedFolder mine = held;
        held = null;
        if (mine != null) {
            mine.close();
        }
    }
}
