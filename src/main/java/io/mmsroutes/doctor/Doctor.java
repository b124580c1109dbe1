package io.mmsroutes.doctor;

import io.mmsroutes.account.TelnyxAccount;
import io.mmsroutes.account.TelnyxAccounts;
import io.mmsroutes.settings.Mode;
import io.mmsroutes.settings.Settings;
import io.mmsroutes.telnyx.TelnyxLookup;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.util.TimeUtils;

/** Examines a gateway: its account, its settings, its machine, and what only a running one can tell. */
public final class Doctor {
    private final Settings settings;
    private final String apiUrl;
    private final TelnyxAccounts accounts;
    private final String publicUrl;
    private final Predicate<InetAddress> open;
    private final List<Supplier<Diagnosis>> ofRunning;
    private final Clock clock;

    /**
     * @param apiUrl of Telnyx, as the mode decides it; so are {@code accounts} and {@code publicUrl}
     * @param open whether an address is one of the open internet
     * @param ofRunning checks of what a running gateway holds, such as its database
     */
    public Doctor(
            Settings settings,
            String apiUrl,
            TelnyxAccounts accounts,
            String publicUrl,
            Predicate<InetAddress> open,
            List<Supplier<Diagnosis>> ofRunning,
            Clock clock) {
        this.settings = settings;
        this.apiUrl = apiUrl;
        this.accounts = accounts;
        this.publicUrl = publicUrl;
        this.open = open;
        this.ofRunning = List.copyOf(ofRunning);
        this.clock = clock;
    }

    /** The account first, then the ways in and out, then the machine. */
    public Examination examine() {
        boolean live = settings.mode() == Mode.LIVE;
        Findings found = new Findings();
        found.warningUnless(
                live,
                "mode",
                "The mode is live.",
                "The mode is simulator: nothing reaches Telnyx.",
                "Set telnyx.mode=live and both keys for the real one.");
        Set<String> failovers = new LinkedHashSet<>();
        accounts.all().forEach(account -> found.add(examine(account, failovers)));
        if (live) {
            found.add(new ReachChecks(publicUrl, failovers, settings.get("mms.media.allowed-hosts"), open).run());
        }
        found.add(new MachineChecks(settings).run());
        ofRunning.forEach(check -> found.add(List.of(check.get())));
        return Examination.of(found.all());
    }

    /**
     * Of several accounts each finding says which, and names the settings of it.
     *
     * @param failovers gets the failover URLs of its profiles
     */
    private List<Diagnosis> examine(TelnyxAccount account, Set<String> failovers) {
        AccountChecks checks = new AccountChecks(
                new TelnyxLookup(apiUrl, account.apiKey()),
                publicUrl,
                account,
                accounts.all().size() == 1 ? numbers() : List.of(),
                Duration.ofMillis(TimeUtils.toMilliSeconds(settings.get("telnyx.signature-tolerance"))),
                clock);
        List<Diagnosis> found = checks.run();
        failovers.addAll(checks.failovers());
        return accounts.all().size() == 1
                ? found
                : found.stream().map(diagnosis -> diagnosis.of(account.name())).toList();
    }

    private List<String> numbers() {
        return Stream.of(settings.get("mms.own-numbers").split(","))
                .map(String::strip)
                .filter(number -> !number.isEmpty())
                .toList();
    }

    /**
     * What all checks found; the answer of {@code GET /admin/doctor}.
     *
     * @param status of a script: 0 where all is fine, 1 with warnings, 2 with faults
     */
    public record Examination(int status, List<Diagnosis> checks) {
        static Examination of(List<Diagnosis> checks) {
            int worst = checks.stream()
                    .mapToInt(check -> check.level().status())
                    .max()
                    .orElse(0);
            return new Examination(worst, List.copyOf(checks));
        }

        /** As a person reads it. */
        public String text() {
            return checks.stream().map(Diagnosis::line).collect(Collectors.joining(System.lineSeparator()));
        }
    }
}
