package io.mmsroutes.reload;

import io.mmsroutes.failure.Rejected;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;

/** What Camel finds out late, without the place, or never. Asked before the start, and of each file that is saved. */
final class CheckRouteFiles {
    private final EndpointOptions options;

    /** @param kamelets where Kamelets are looked for, such as {@code file:kamelets,classpath:kamelets} */
    CheckRouteFiles(CamelContext context, String kamelets) {
        this.options = new EndpointOptions(context, kamelets);
    }

    /**
     * All files at the start. One that is as it was shipped is known to be right, and not parsed where all are.
     *
     * @throws Rejected with file, line and column, or with both files where two hold the same route
     */
    void all(Iterable<RouteFile> files) throws IOException {
        List<RouteFile> edited = new ArrayList<>();
        for (RouteFile file : files) {
            if (!file.isAsShipped()) {
                edited.add(file);
            }
        }
        if (!edited.isEmpty()) {
            requireOneFileEach(files);
            edited.removeIf(RouteFile::needsRestart);
            checkAll(edited);
        }
    }

    private static void requireOneFileEach(Iterable<RouteFile> files) {
        Map<String, Path> owners = new HashMap<>();
        for (RouteFile file : files) {
            for (String id : file.routeIds()) {
                Path other = owners.putIfAbsent(id, file.path());
                if (other != null) {
                    throw twice(id, other, file.path());
                }
            }
        }
    }

    private void checkAll(List<RouteFile> edited) {
        if (!edited.isEmpty()) {
            CamelFields fields = new CamelFields(); // reads a schema of 800 kB
            edited.forEach(file -> check(file, fields));
        }
    }

    /** @throws Rejected with file, line and column */
    void one(RouteFile file) {
        check(file, new CamelFields());
    }

    private void check(RouteFile file, CamelFields fields) {
        fields.check(file);
        options.check(file);
        file.requireIds();
    }

    static Rejected twice(String id, Path one, Path other) {
        return new Rejected(
                "wrong-route-file",
                "The route %s is in two files, %s and %s. Give one of them another id, or take one file away."
                        .formatted(id, one, other));
    }
}
