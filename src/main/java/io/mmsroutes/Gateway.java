package io.mmsroutes;

import io.mmsroutes.app.DoctorCommand;
import io.mmsroutes.app.GatewayWiring;
import io.mmsroutes.app.LoadAhead;
import io.mmsroutes.app.Rehearsal;
import io.mmsroutes.failure.RootCause;
import io.mmsroutes.settings.Settings;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.slf4j.LoggerFactory;

/** Runs the gateway until it is told to stop. */
public final class Gateway {
    private static final String HELP = """
            MMS Routes: Telnyx MMS on Apache Camel.

            Settings come from application.properties in the working folder, from the environment
            (TELNYX_PUBLIC_KEY, TELNYX_API_KEY, MMS_DATA_DIR, CAMEL_SERVER_PORT, ...) and from -Dkey=value.
            application.properties in the project names and explains every one of them.

              doctor          examines account, settings and machine, and ends: 0 fine, 1 warnings, 2 faults; --json for scripts
              --help, -h      this text
              --rehearse      starts once without keys, takes nothing, and ends; bin/mms-routes --archive uses it
              --version, -v   the version

            Without keys, in a checkout, it runs against its own simulator.""";

    private Gateway() {}

    public static void main(String[] arguments) {
        String first = arguments.length == 0 ? "" : arguments[0];
        int status = switch (first) {
            case "" -> start();
            case "doctor" -> examine(arguments.length > 1 && arguments[1].equals("--json"));
            case "--rehearse" -> rehearse();
            case "--help", "-h" -> answer(HELP);
            case "--version", "-v" -> answer("MMS Routes " + version());
            default -> refuse(System.err, "There is no option %s; --help lists what there is.".formatted(first));
        };
        // What already runs keeps the JVM alive; a start that failed must end it.
        if (status != 0 || first.equals("doctor")) {
            System.exit(status);
        }
    }

    private static int start() {
        LoadAhead.begin();
        Main main = new Main(); // first: the key in the settings is checked by a library that is still being loaded
        return start(main, Path.of(""), System.getenv(), System.getProperties(), System.err);
    }

    private static int rehearse() {
        LoadAhead.begin();
        return start(new Rehearsal(), System.err);
    }

    /**
     * Runs until it is told to stop.
     *
     * @return 0, or 1 where it cannot start: then it has said why, and whatever of it runs is for the caller to end
     */
    static int start(Main main, Path home, Map<String, String> environment, Properties system, PrintStream errors) {
        return start(
                () -> {
                    run(main, Settings.load(home, environment, system), environment);
                    return 0;
                },
                errors);
    }

    private static void run(Main main, Settings settings, Map<String, String> environment) throws Exception {
        Settings.unknownVariables(environment)
                .forEach(name -> LoggerFactory.getLogger(Gateway.class)
                        .warn("There is no setting for the environment variable {}", name));
        GatewayWiring.of(settings, LoadAhead::run).applyTo(main);
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void afterStart(BaseMainSupport started) {
                LoadAhead.run(LoadAhead::forMedia);
            }
        });
        main.run();
    }

    private static int examine(boolean json) {
        try {
            Settings settings = Settings.load(Path.of(""), System.getenv(), System.getProperties());
            return new DoctorCommand(settings, System.out).run(json);
        } catch (Exception e) {
            System.err.println("MMS Routes cannot be examined: " + RootCause.of(e));
            return 2;
        }
    }

    private static int start(Callable<Integer> gateway, PrintStream errors) {
        try {
            gateway.call();
            return 0;
        } catch (Exception e) {
            return refuse(errors, RootCause.of(e));
        } catch (LinkageError e) {
            refuse(
                    errors,
                    "A library is missing or is another one, so lib/ is not as it was packed: " + e.getMessage());
            // Camel's shutdown hook would wait 45 s for a context that an Error left half started.
            Runtime.getRuntime().halt(1);
            return 1;
        }
    }

    private static int answer(String text) {
        System.out.println(text);
        return 0;
    }

    private static int refuse(PrintStream errors, String sentence) {
        errors.println("MMS Routes cannot start: " + sentence);
        return 1;
    }

    private static String version() {
        String version = Gateway.class.getPackage().getImplementationVersion();
        return version == null ? "from a checkout" : version;
    }
}
