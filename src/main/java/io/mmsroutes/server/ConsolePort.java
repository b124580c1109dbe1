package io.mmsroutes.server;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The one port that shows the console and what its page asks for; the routes of both stand in the main server, whatever the port.
 *
 * @param main port of the main server
 * @param console port of the console; 0 for none
 * @param routes of the main server, once it listens
 */
public record ConsolePort(int main, int console, AtomicReference<@Nullable Handler<HttpServerRequest>> routes) {
    private static final String PAGE = "/console";
    private static final String API = "/admin/v1";
    private static final String COMMANDS = "/admin";

    public ConsolePort(int main, int console) {
        this(main, console, new AtomicReference<>());
    }

    void listens(int port, @Nullable Handler<HttpServerRequest> handler) {
        if (port == main) {
            routes.set(handler);
        }
    }

    /** Whether there is nothing by this path at this port, though there is at another one. */
    boolean hides(int port, String path) {
        return port != console && (RequestRules.under(PAGE, path) || RequestRules.under(API, path));
    }

    /** The routes of the main server, for a request of the console that came to another one. */
    Optional<Handler<HttpServerRequest>> elsewhere(int port, String path) {
        boolean isForwarded = port == console
                && port != main
                && (RequestRules.under(PAGE, path) || RequestRules.under(COMMANDS, path));
        return isForwarded ? Optional.ofNullable(routes.get()) : Optional.empty();
    }
}
