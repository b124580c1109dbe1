package io.mmsroutes;

import io.mmsroutes.app.DoctorCommand;
import io.mmsroutes.app.GatewayWiring;
import io.mmsroutes.app.LoadAhead;
import io.mmsroutes.app.Rehearsal;
import io.mmsroutes.failure.RootCause;
import io.mmsroutes.settings.Settings;
import java.nio.file.Path;
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
        switch (first) {
            case "" -> start(Gateway::run);
            case "doctor" -> System.exit(examine(arguments.length > 1 && arguments[1].equals("--json")));
            case "--rehearse" -> start(new Rehearsal());
            case "--help", "-h" -> System.out.println(HELP);
            case "--version", "-v" -> System.out.println("MMS Routes " + version());
            default -> fail("There is no option %s; --help lists what there is.".formatted(first));
        }
    }

    private static Integer run() throws Exception {
        Main main = new Main(); // first: the key in the settings is checked by a library that is still being loaded
        Settings settings = Settings.load(Path.of(""), System.getenv(), System.getProperties());
        Settings.unknownVariables(System.getenv())
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
        return main.getExitCode();
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

    private static void start(Callable<Integer> gateway) {
        LoadAhead.begin();
        try {
            gateway.call();
        } catch (Exception e) {
            fail(RootCause.of(e));
        } catch (LinkageError e) {
            tell("A library is missing or is another one, so lib/ is not as it was packed: " + e.getMessage());
            // Camel's shutdown hook would wait 45 s for a context that an Error left half started.
            Runtime.getRuntime().halt(1);
        }
    }

    /** What already runs keeps the JVM alive; a start that failed must end it. */
    private static void fail(String sentence) {
        tell(sentence);
        System.exit(1);
    }

    private static void tell(String sentence) {
        System.err.println("MMS Routes cannot start: " + sentence);
    }

    private static String version() {
        String version = Gateway.class.getPackage().getImplementationVersion();
        return version == null ? "from a checkout" : version;
    }
}
