package io.mmsroutes;

import java.nio.file.Path;
import org.apache.camel.main.Main;

/** Runs the gateway until it is told to stop. */
public final class Gateway {
    private static final String HELP = """
            MMS Routes: Telnyx MMS on Apache Camel.

            Settings come from application.properties in the working folder, from the environment
            (TELNYX_PUBLIC_KEY, TELNYX_API_KEY, MMS_DATA_DIR, CAMEL_SERVER_PORT, ...) and from -Dkey=value.
            application.properties in the project names and explains every one of them.

              --help, -h      this text
              --version, -v   the version

            Without keys, in a checkout, it runs against its own simulator.""";

    private Gateway() {}

    public static void main(String[] arguments) {
        String first = arguments.length == 0 ? "" : arguments[0];
        switch (first) {
            case "" -> run();
            case "--help", "-h" -> System.out.println(HELP);
            case "--version", "-v" -> System.out.println("MMS Routes " + version());
            default -> fail("There is no option %s; --help lists what there is.".formatted(first));
        }
    }

    private static void run() {
        try {
            Settings settings = Settings.load(Path.of(""), System.getenv(), System.getProperties());
            Main main = new Main();
            GatewayWiring.of(settings).applyTo(main);
            main.run();
        } catch (Exception e) {
            fail(sentence(e));
        }
    }

    /** The innermost cause says what is wrong; what lies around it says where Camel noticed. */
    static String sentence(Throwable failure) {
        Throwable inner = failure.getCause();
        if (inner != null && inner != failure) {
            return sentence(inner);
        }
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }

    /** A broker that already runs keeps the JVM alive; a start that failed must end it. */
    private static void fail(String sentence) {
        System.err.println("MMS Routes cannot start: " + sentence);
        System.exit(1);
    }

    private static String version() {
        String version = Gateway.class.getPackage().getImplementationVersion();
        return version == null ? "from a checkout" : version;
    }
}
