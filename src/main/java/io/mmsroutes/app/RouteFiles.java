package io.mmsroutes.app;

import java.nio.file.Path;

/**
 * Where the routes of a gateway come from.
 *
 * @param pattern as in {@code camel.main.routes-include-pattern}
 * @param edited the folder whose saved files are taken up while the gateway runs; need not be there
 */
public record RouteFiles(String pattern, Path edited) {}
