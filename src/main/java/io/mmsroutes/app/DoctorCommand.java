package io.mmsroutes.app;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.account.TelnyxAccounts;
import io.mmsroutes.doctor.Diagnosis;
import io.mmsroutes.doctor.Doctor;
import io.mmsroutes.doctor.Doctor.Examination;
import io.mmsroutes.media.PublicAddress;
import io.mmsroutes.settings.Mode;
import io.mmsroutes.settings.Settings;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * {@code mms-routes doctor}: has the running gateway examine itself where it answers and {@code mms.admin-key} is set; examines settings
 * and account by itself otherwise. Its status is that of the examination: 0 fine, 1 warnings, 2 faults.
 */
public final class DoctorCommand {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final Settings settings;
    private final PrintStream out;
    private final String here;

    public DoctorCommand(Settings settings, PrintStream out) {
        this.settings = settings;
        this.out = out;
        this.here = "http://127.0.0.1:" + settings.get("camel.server.port");
    }

    /** @param json as JSON, for a script */
    public int run(boolean json) throws IOException {
        Optional<Examination> ofRunning = settings.has("mms.admin-key")
                ? ask("/admin/doctor", settings.get("mms.admin-key"))
                        .map(answer -> Json.MAPPER.convertValue(answer, Examination.class))
                : Optional.empty();
        Examination examination =
                ofRunning.isPresent() ? ofRunning.get() : byItself().examine();
        out.println(json ? Json.MAPPER.writeValueAsString(examination) : examination.text());
        return examination.status();
    }

    private Doctor byItself() {
        Diagnosis alone = new Diagnosis(
                "gateway",
                Diagnosis.Level.WARNING,
                "Database and stores are not examined: no gateway answers on port %s by mms.admin-key."
                        .formatted(settings.get("camel.server.port")),
                "Start the gateway, with mms.admin-key set, and run doctor again.");
        if (settings.mode() == Mode.SIMULATOR) {
            JsonNode keys = ask("/simulator/keys", "").orElse(Json.MAPPER.createObjectNode());
            TelnyxAccounts simulated = new TelnyxAccounts(settings.accounts().all().stream()
                    .map(account -> account.withKeys(
                            "",
                            keys.at("/accounts/%s/api_key".formatted(account.name()))
                                    .asText(keys.path("api_key").asText())))
                    .toList());
            return doctor(here + "/simulator/v2", simulated, here, alone);
        }
        return doctor(
                settings.baseUrl("telnyx.api-url"), settings.accounts(), settings.baseUrl("mms.public-url"), alone);
    }

    private Doctor doctor(String apiUrl, TelnyxAccounts accounts, String publicUrl, Diagnosis alone) {
        return new Doctor(
                settings, apiUrl, accounts, publicUrl, PublicAddress::test, List.of(() -> alone), Clock.systemUTC());
    }

    private Optional<JsonNode> ask(String path, String key) {
        try {
            HttpResponse<byte[]> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(here + path))
                                    .timeout(TIMEOUT)
                                    .header("Authorization", "Bearer " + key)
                                    .build(),
                            BodyHandlers.ofByteArray());
            return answer.statusCode() == 200 ? Optional.of(Json.MAPPER.readTree(answer.body())) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
