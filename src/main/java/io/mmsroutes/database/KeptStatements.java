package io.mmsroutes.database;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.datasource.AbstractDataSource;
import org.springframework.jdbc.datasource.SmartDataSource;

/**
 * The connection of one thread, which prepares each statement once: SQLite takes longer to prepare a short statement than to run it, and
 * its driver keeps none.
 */
final class KeptStatements extends AbstractDataSource implements SmartDataSource, InvocationHandler {
    private static final Logger LOG = LoggerFactory.getLogger(KeptStatements.class);
    /** Statements with lists of values are many; the oldest of more than these are closed. */
    private static final int MAX_KEPT = 200;

    private final Connection connection;
    private final Connection shown;
    private final Map<String, Kept> kept = new LinkedHashMap<>(16, 0.75F, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Kept> eldest) {
            boolean old = size() > MAX_KEPT && !eldest.getValue().used;
            if (old) {
                eldest.getValue().end();
            }
            return old;
        }
    };

    KeptStatements(Connection connection) {
        this.connection = connection;
        this.shown = proxy(Connection.class, this);
    }

    /** The same one each time. Closing it closes what is kept too. */
    @Override
    public Connection getConnection() {
        return shown;
    }

    @Override
    public Connection getConnection(String user, String password) {
        return shown;
    }

    /** Not after each statement. */
    @Override
    public boolean shouldClose(Connection connection) {
        return false;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        if (arguments != null && arguments.length == 1 && method.getName().equals("prepareStatement")) {
            return prepare(String.valueOf(arguments[0]));
        }
        return call(connection, method, arguments);
    }

    private PreparedStatement prepare(String sql) throws SQLException {
        Kept statement = kept.get(sql);
        if (statement == null) {
            statement = new Kept(sql, connection.prepareStatement(sql));
            kept.put(sql, statement);
        }
        // One whose rows are still read cannot be run a second time.
        return statement.used ? connection.prepareStatement(sql) : statement.use();
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(KeptStatements.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static @Nullable Object call(Object target, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private final class Kept implements InvocationHandler {
        private final String sql;
        private final PreparedStatement statement;
        private final PreparedStatement shown;
        private volatile boolean used;
        private volatile boolean failed;

        Kept(String sql, PreparedStatement statement) {
            this.sql = sql;
            this.statement = statement;
            this.shown = proxy(PreparedStatement.class, this);
        }

        PreparedStatement use() {
            used = true;
            return shown;
        }

        void end() {
            try {
                statement.close();
            } catch (SQLException e) {
                LOG.debug("A statement was not closed", e);
            }
        }

        @Override
        public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
                throws Throwable {
            if (method.getName().equals("close")) {
                close();
                return null;
            }
            try {
                return call(statement, method, arguments);
            } catch (SQLException e) {
                failed = true; // the driver closes some that fail, and does not say which
                throw e;
            }
        }

        private void close() throws SQLException {
            used = false;
            if (failed) {
                kept.remove(sql, this);
                end();
            } else {
                statement.clearParameters();
            }
        }
    }
}
