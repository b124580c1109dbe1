package io.mmsroutes.database;

import java.util.concurrent.ThreadFactory;

/** A database that nobody closed must not keep a program from ending. */
final class DaemonThreads {
    private DaemonThreads() {}

    static ThreadFactory named(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
