package io.mmsroutes.doctor;

import io.mmsroutes.settings.Mode;
import io.mmsroutes.settings.Settings;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/** The machine and its settings: folders, disk, media, versions. */
final class MachineChecks {
    private static final String FILE_STORE = "media-store-file-sink";

    private static final List<String> STORES = List.of(
            "mms.store.default",
            "mms.store.image",
            "mms.store.video",
            "mms.store.audio",
            "mms.store.document",
            "mms.store.other");

    private final Settings settings;
    private final Findings found = new Findings();

    MachineChecks(Settings settings) {
        this.settings = settings;
    }

    List<Diagnosis> run() {
        folder("data-folder", settings.dataDir(), "mms.data-dir");
        boolean files = STORES.stream().anyMatch(store -> settings.get(store).startsWith(FILE_STORE));
        if (files) {
            String setting = "camel.kamelet.media-store-file-sink.directory";
            folder("store-writable", settings.home().resolve(settings.get(setting)), setting);
        }
        disk();
        preflight();
        keys();
        String version = CamelContext.class.getPackage().getImplementationVersion();
        found.fine(
                "versions",
                "MMS Routes %s, Camel %s, Java %s."
                        .formatted(
                                or(MachineChecks.class.getPackage().getImplementationVersion(), "from a checkout"),
                                or(version, "unknown"),
                                Runtime.version()));
        return found.all();
    }

    private void folder(String check, Path folder, String setting) {
        Path nearest = folder.toAbsolutePath();
        while (nearest.getParent() != null && !Files.exists(nearest)) {
            nearest = nearest.getParent();
        }
        try {
            Files.delete(Files.createTempFile(nearest, "doctor", ".tmp"));
            found.fine(check, "The folder of %s can be written to.".formatted(setting));
        } catch (IOException e) {
            found.fault(
                    check,
                    "The folder of %s cannot be written to: %s."
                            .formatted(setting, e.getClass().getSimpleName()),
                    "Give it to the user that runs the gateway, or set %s to another one.".formatted(setting));
        }
    }

    private void disk() {
        Path folder = settings.dataDir();
        try {
            FileStore disk = Files.getFileStore(Files.exists(folder) ? folder : settings.home());
            long free = disk.getUsableSpace();
            long needed = Long.parseLong(settings.get("mms.database.min-free-bytes"));
            String sentence = "%s MiB are free on the disk of mms.data-dir.".formatted(free >> 20);
            String fix = "Make room on the disk, or move mms.data-dir to a larger one.";
            if (free < needed) {
                found.fault("disk", sentence + " Webhooks are answered 503.", fix);
            } else if (free < 4 * needed) {
                found.warning("disk", sentence + " That is little.", fix);
            } else {
                found.fine("disk", sentence);
            }
        } catch (IOException e) {
            found.warning("disk", "The free disk cannot be told.", "Check the disk of mms.data-dir.");
        }
    }

    /** Media that cannot be fetched, or are too large, are found before they are sent. */
    private void preflight() {
        found.warningUnless(
                !settings.get("mms.send.preflight").equals("off"),
                "preflight",
                "Media are checked before they are sent.",
                "Media are not checked before they are sent.",
                "Set mms.send.preflight to warn or refuse: then it is told which cannot be fetched or are too large.");
    }

    private void keys() {
        for (String setting : List.of("mms.api-key", "mms.admin-key")) {
            int length = settings.get(setting).length();
            String fix = "Set %s, made with: openssl rand -base64 32".formatted(setting);
            if (length == 0
                    && setting.equals("mms.api-key")
                    && !settings.callers().isEmpty()) {
                found.fine("callers-key", "Callers have keys of their own, mms.api-keys.*.");
            } else if (length == 0 && setting.equals("mms.api-key") && settings.mode() == Mode.SIMULATOR) {
                found.fine("callers-key", "mms.api-key is not set, so it is 'simulator'.");
            } else if (length == 0) {
                found.warning("callers-key", setting + " is not set: all callers are refused.", fix);
            } else if (length < 16) {
                found.warning("callers-key", setting + " is short and can be guessed.", fix);
            } else {
                found.fine("callers-key", setting + " is set.");
            }
        }
    }

    private static String or(@Nullable String text, String otherwise) {
        return text == null ? otherwise : text;
    }
}
