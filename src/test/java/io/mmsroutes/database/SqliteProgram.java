package io.mmsroutes.database;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;

/** {@code hold FILE}: holds the lock of a file until it reads a line. {@code open FOLDER}: opens a database, writes and reads. */
final class SqliteProgram {
    private SqliteProgram() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("hold")) {
            hold(arguments[1]);
        } else {
            open(Path.of(arguments[1]));
        }
    }

    private static void hold(String file) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("begin immediate");
            System.out.println("held");
            int unused = System.in.read();
            statement.execute("rollback");
            System.out.println("released");
        }
    }

    private static void open(Path folder) {
        Database database = new Database(new DatabaseConfig(folder, "", "", "", 2));
        try {
            database.start();
            database.write(transaction -> DatabaseContract.insert(transaction, "1"));
            long count = database.read(jdbc -> jdbc.sql("select count(*) from queue_entries")
                    .query(Long.class)
                    .single());
            System.out.println("entries: " + count);
            database.stop();
        } catch (RuntimeException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                System.out.println("failed: " + cause.getMessage());
            }
        }
    }
}
