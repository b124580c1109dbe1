package io.mmsroutes.app;

import io.mmsroutes.account.TelnyxAccounts;
import io.mmsroutes.database.Database;
import io.mmsroutes.doctor.Diagnosis;
import io.mmsroutes.doctor.Diagnosis.Level;
import io.mmsroutes.doctor.Doctor;
import io.mmsroutes.failure.Failure;
import io.mmsroutes.media.PublicAddress;
import io.mmsroutes.settings.Settings;
import io.mmsroutes.store.StoresInUse;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.commons.codec.digest.DigestUtils;

/** The doctor of a running gateway, which asks its database and its stores too. */
final class DoctorWiring {
    private static final String KEY = "doctor/written-by-doctor.txt";

    private DoctorWiring() {}

    static void bind(
            CamelContext context, Settings settings, Properties decided, Database database, StoresInUse stores) {
        List<Supplier<Diagnosis>> checks =
                List.of(() -> database(database, settings), () -> stores(context, settings, stores));
        context.getRegistry()
                .bind(
                        "doctor",
                        new Doctor(
                                settings,
                                decided.getProperty("telnyx.api-url"),
                                context.getRegistry().lookupByNameAndType("telnyxAccounts", TelnyxAccounts.class),
                                decided.getProperty("mms.public-url"),
                                PublicAddress::test,
                                checks,
                                Clock.systemUTC()));
    }

    private static Diagnosis database(Database database, Settings settings) {
        try {
            boolean unused = database.write(transaction -> true);
            return new Diagnosis("database", Level.FINE, "The database takes what is written.", null);
        } catch (RuntimeException e) {
            boolean file = settings.get("mms.database.url").isEmpty();
            return new Diagnosis(
                    "database",
                    Level.FAULT,
                    e instanceof Failure failure ? failure.sentence() : "The database refuses to work.",
                    file ? "Check the disk of mms.data-dir." : "Check mms.database.url, its user and its network.");
        }
    }

    /** Writes a small object into each store and erases it again. */
    private static Diagnosis stores(CamelContext context, Settings settings, StoresInUse stores) {
        for (StoresInUse.Store store : stores.offering("erase")) {
            try {
                write(context, settings.dataDir(), store);
            } catch (CamelExecutionException | IOException e) {
                return new Diagnosis(
                        "stores",
                        Level.FAULT,
                        "%s cannot be written to: %s."
                                .formatted(
                                        store,
                                        Objects.requireNonNullElse(e.getCause(), e)
                                                .getClass()
                                                .getSimpleName()),
                        "Check its bucket or folder, its credentials and its network: docs/storage.md.");
            }
        }
        return new Diagnosis("stores", Level.FINE, "Every store takes what is written, and erases it.", null);
    }

    private static void write(CamelContext context, Path folder, StoresInUse.Store store) throws IOException {
        byte[] bytes = "Written by mms-routes doctor, and erased at once.\n".getBytes(StandardCharsets.UTF_8);
        Files.createDirectories(folder);
        File file = Files.write(Files.createTempFile(folder, "doctor", ".txt"), bytes)
                .toFile();
        try {
            Map<String, Object> headers = Map.of(
                    "mmsKey",
                    KEY,
                    "mmsContentType",
                    "text/plain",
                    "mmsLength",
                    (long) bytes.length,
                    "mmsSha256",
                    DigestUtils.sha256Hex(bytes),
                    "mmsKind",
                    "document");
            context.createFluentProducerTemplate()
                    .withBody(file)
                    .withHeaders(headers)
                    .to(store.uri())
                    .request();
            context.createFluentProducerTemplate()
                    .withHeaders(Map.of("mmsKey", KEY, "mmsAction", "erase"))
                    .to(store.uri())
                    .request();
        } finally {
            boolean unused = Files.deleteIfExists(file.toPath());
        }
    }
}
