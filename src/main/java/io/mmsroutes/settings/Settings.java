package io.mmsroutes.settings;

import io.mmsroutes.account.Callers.Caller;
import io.mmsroutes.account.TelnyxAccounts;
import io.mmsroutes.failure.DidYouMean;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.util.StringHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every setting of one run. In rising order: the defaults in the jar, {@code application.properties} in the working
 * folder, the environment ({@code MMS_DATA_DIR} for {@code mms.data-dir}), system properties. A key of ours that does not
 * exist is refused: a limit with a typo would be no limit. Blanks and line breaks around a value are none of it.
 */
public final class Settings {
    private static final String DATA_DIR = "mms.data-dir";
    private static final Logger LOG = LoggerFactory.getLogger(Settings.class);
    private static final String DEFAULTS = "application.properties";

    /** Settings of earlier versions: their keys of today, or a sentence that says what there is instead. */
    private static final Map<String, String> EARLIER = inJar("earlier-settings.properties");

    /** Placeholders within placeholders; more is a circle. */
    private static final int DEEPEST = 10;
    /** Blanks, controls and marks that nobody sees, at both ends. */
    private static final Pattern AROUND = Pattern.compile("^[\\s\\p{Z}\\p{Cc}\\p{Cf}]+|[\\s\\p{Z}\\p{Cc}\\p{Cf}]+$");

    private final Map<String, String> values;
    private final Path home;
    private final Mode mode;
    private final TelnyxAccounts accounts;
    private final List<Caller> callers;

    private Settings(Map<String, String> values, Path home) {
        this.values = values;
        this.home = home;
        AccountSettings named = new AccountSettings(values.keySet(), this::get);
        boolean anyKey = has("telnyx.public-key") || has("telnyx.api-key") || named.hasAccounts();
        this.mode = Mode.of(get("telnyx.mode"), anyKey, isCheckout(home));
        requireSimulator();
        this.accounts = named.accounts(mode);
        this.callers = named.callers(accounts);
    }

    /**
     * @param home the working folder: {@code application.properties}, {@code routes/}, {@code kamelets/} and {@code
     *     simulator/} in it win over what is in the jar
     * @throws IllegalArgumentException with a sentence that names the setting and the fix
     */
    public static Settings load(Path home, Map<String, String> environment, Properties system) {
        return of(home, read(home.resolve(DEFAULTS)), environment, system);
    }

    /**
     * For a host that keeps its settings in a place of its own.
     *
     * @param home as above, but for its {@code application.properties}, which is the host's and not read
     * @param given takes the place of that file; keys of ours that do not exist are refused
     * @throws IllegalArgumentException with a sentence that names the setting and the fix
     */
    public static Settings of(Path home, Properties given, Map<String, String> environment, Properties system) {
        Map<String, String> values = defaults();
        Set<String> known = Set.copyOf(values.keySet());
        putAll(values, given, known);
        takeEarlier(environment, values);
        for (String key : Set.copyOf(values.keySet())) {
            String fromEnvironment = environment.get(environmentName(key));
            if (fromEnvironment != null) {
                values.put(key, fromEnvironment);
            }
        }
        environment.forEach((name, value) -> AccountSettings.ofVariable(name).ifPresent(key -> values.put(key, value)));
        putAll(values, system, known);
        values.replaceAll((key, value) -> trimmed(value));
        return new Settings(values, home);
    }

    /** Name of a Kamelet without its parameters, which may hold a secret. */
    public static String nameOf(String kamelet) {
        return kamelet.replaceFirst("[?].*", "");
    }

    /** {@code MMS_MEDIA_MAX_BYTES} for {@code mms.media.max-bytes}. */
    public static String environmentName(String key) {
        return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** Where a setting is read from; a variable of the environment only fills one that a file of settings names. */
    public String placesFor(String key) {
        String file = "application.properties or -D" + key;
        return values.containsKey(key) ? file + " or as the environment variable " + environmentName(key) : file;
    }

    /** Variables that look like settings of ours and are none: worth a word, for they may be somebody else's. */
    public static List<String> unknownVariables(Map<String, String> environment) {
        Set<String> known = Stream.concat(defaults().keySet().stream(), EARLIER.keySet().stream())
                .map(Settings::environmentName)
                .collect(Collectors.toSet());
        return environment.keySet().stream()
                .filter(name -> name.startsWith("MMS_") || name.startsWith("TELNYX_ACCOUNTS_"))
                .filter(name -> !known.contains(name)
                        && AccountSettings.ofVariable(name).isEmpty())
                .sorted()
                .toList();
    }

    /** Names of all settings that routes and Kamelets of ours go by; the others are the framework's. */
    static List<String> keys() {
        return defaults().keySet().stream()
                .filter(key -> isOurs(key) || key.startsWith("camel.kamelet."))
                .toList();
    }

    public Mode mode() {
        return mode;
    }

    /** In simulator mode with keys of the settings, which nothing there takes. */
    public TelnyxAccounts accounts() {
        return accounts;
    }

    /** Applications with keys of their own, besides {@code mms.api-key}. */
    public List<Caller> callers() {
        return callers;
    }

    /** @throws IllegalArgumentException as {@link #get} does */
    public boolean has(String key) {
        return !get(key).isEmpty();
    }

    /**
     * The value with its {@code {{placeholders}}} filled in; empty where it is not set.
     *
     * @throws IllegalArgumentException for a placeholder that is no setting, or a circle of them
     */
    public String get(String key) {
        return get(key, 0);
    }

    /**
     * The value without a slash at its end; empty where it is not set. Paths are put behind it.
     *
     * @throws IllegalArgumentException naming the setting, for what is no http or https URL
     */
    public String baseUrl(String key) {
        String value = get(key).replaceFirst("/+$", "");
        if (value.isEmpty() || isBaseUrl(value)) {
            return value;
        }
        throw new IllegalArgumentException(
                "%s is no URL: write https://host, with a path if there is one, and neither query nor fragment."
                        .formatted(key));
    }

    private static boolean isBaseUrl(String value) {
        try {
            URI uri = URI.create(value);
            return ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private String get(String key, int depth) {
        if (depth > DEEPEST) {
            throw new IllegalArgumentException("The setting %s refers to itself.".formatted(key));
        }
        String value = values.getOrDefault(key, "");
        for (String inner = StringHelper.between(value, "{{", "}}");
                inner != null;
                inner = StringHelper.between(value, "{{", "}}")) {
            if (!values.containsKey(inner)) {
                throw new IllegalArgumentException(
                        "The setting %s refers to %s, which does not exist.".formatted(key, inner));
            }
            // What lies in the data folder lies there whatever the working folder of a library is.
            String filled = inner.equals(DATA_DIR) ? dataDir(depth + 1) : get(inner, depth + 1);
            value = value.replace("{{" + inner + "}}", filled);
        }
        return value;
    }

    /** @throws IllegalArgumentException as {@link #get} does */
    public Path dataDir() {
        return Path.of(dataDir(0));
    }

    private String dataDir(int depth) {
        return home.resolve(get(DATA_DIR, depth)).toAbsolutePath().normalize().toString();
    }

    public Path home() {
        return home;
    }

    /** All of it, for Camel. */
    public Map<String, String> asMap() {
        return values;
    }

    private void requireSimulator() {
        if (mode == Mode.SIMULATOR && !hasSimulator(home)) {
            throw new IllegalArgumentException(
                    "telnyx.mode is simulator, but there is no folder simulator/ here: copy it from the checkout or from the unpacked archive.");
        }
    }

    /** What is packed has the simulator too, and none of the project's own files. */
    private static boolean isCheckout(Path home) {
        return hasSimulator(home) && Files.exists(home.resolve("pom.xml"));
    }

    private static boolean hasSimulator(Path home) {
        return Files.isDirectory(home.resolve("simulator"));
    }

    private static Map<String, String> defaults() {
        return inJar(DEFAULTS);
    }

    private static Map<String, String> inJar(String name) {
        Properties properties = new Properties();
        try (InputStream in = Settings.class.getResourceAsStream("/io/mmsroutes/" + name)) {
            if (in == null) {
                throw new IllegalStateException("The jar has lost its " + name);
            }
            properties.load(in);
        } catch (IOException e) {
            throw new IllegalStateException("The jar's %s is not readable".formatted(name), e);
        }
        Map<String, String> values = new TreeMap<>();
        properties.stringPropertyNames().forEach(key -> values.put(key, properties.getProperty(key)));
        return values;
    }

    private static Properties read(Path file) {
        Properties properties = new Properties();
        if (Files.exists(file)) {
            try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                properties.load(reader);
            } catch (IOException e) {
                throw new IllegalArgumentException("%s is not readable: %s".formatted(file, e.getMessage()), e);
            }
        }
        return properties;
    }

    private static void putAll(Map<String, String> values, Properties properties, Set<String> known) {
        for (String key : properties.stringPropertyNames()) {
            boolean ours = isOurs(key);
            if (ours && !known.contains(key) && !AccountSettings.isNamed(key)) {
                throw new IllegalArgumentException(unknown(key, known));
            }
            if (ours || key.startsWith("camel.") || !isOfTheJvm(key)) {
                values.put(ours ? key : asListed(key, known), properties.getProperty(key));
            }
        }
    }

    private static String unknown(String key, Set<String> known) {
        String instead = EARLIER.get(key);
        if (instead == null) {
            return AccountSettings.refusal(key)
                    .orElseGet(() -> "There is no setting %s; the nearest is %s. application.properties lists them all."
                            .formatted(key, DidYouMean.to(key, known)));
        }
        return "The setting %s is no more: %s"
                .formatted(key, known.contains(instead) ? "it is %s now.".formatted(instead) : instead);
    }

    /** An unknown variable may be another program's; one of an earlier version is ours, and ignoring it would start on another database. */
    private static void takeEarlier(Map<String, String> environment, Map<String, String> values) {
        EARLIER.forEach((key, instead) -> {
            String name = environmentName(key);
            String value = environment.get(name);
            if (value != null && !values.containsKey(instead)) {
                throw new IllegalArgumentException(
                        "The environment variable %s is no more: %s".formatted(name, instead));
            } else if (value != null) {
                LOG.warn("The environment variable {} is {} now", name, environmentName(instead));
                values.put(instead, value);
            }
        });
    }

    /** Camel reads {@code maxBodySize} and {@code max-body-size} alike, so the one must not stand beside the other. */
    private static String asListed(String key, Set<String> known) {
        return known.stream()
                .filter(listed -> listed.replace("-", "").equalsIgnoreCase(key.replace("-", "")))
                .findFirst()
                .orElse(key);
    }

    /** A secret that was made by {@code echo}, or in a file of Windows, has a line break behind it or a mark before it. */
    private static String trimmed(String value) {
        return AROUND.matcher(value).replaceAll("");
    }

    private static boolean isOurs(String key) {
        return key.startsWith("mms.") || key.startsWith("telnyx.");
    }

    /** System properties come with dozens of the JVM's own; those are no settings. */
    private static boolean isOfTheJvm(String key) {
        return System.getProperties().containsKey(key);
    }
}
