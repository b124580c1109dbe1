package io.mmsroutes.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sqlite.SQLiteConfig;

class KeptStatementsTest {
    private static final String SUM = "select ? + 1";

    private Connection connection;

    @BeforeEach
    void open() throws SQLException {
        connection = new KeptStatements(new SQLiteConfig().createConnection("jdbc:sqlite::memory:")).getConnection();
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @Test
    void isPreparedOnceAndRunWithOtherValues() throws SQLException {
        PreparedStatement first = connection.prepareStatement(SUM);
        assertThat(sum(first, 1)).isEqualTo(2);
        first.close();

        PreparedStatement second = connection.prepareStatement(SUM);

        assertThat(second).isSameAs(first);
        assertThat(sum(second, 5)).isEqualTo(6);
    }

    @Test
    void takesNoValueOfTheRunBefore() throws SQLException {
        PreparedStatement first = connection.prepareStatement(SUM);
        sum(first, 1);
        first.close();

        PreparedStatement second = connection.prepareStatement(SUM);

        try (ResultSet row = second.executeQuery()) {
            assertThat(row.next()).isTrue();
            assertThat(row.getObject(1)).isNull();
        }
    }

    @Test
    void isPreparedAnotherTimeWhileItsRowsAreRead() throws SQLException {
        PreparedStatement outer = connection.prepareStatement("select value from json_each(?)");
        outer.setString(1, "[1, 2, 3]");
        ResultSet rows = outer.executeQuery();
        int inner = 0;
        while (rows.next()) {
            try (PreparedStatement other = connection.prepareStatement("select value from json_each(?)")) {
                other.setString(1, "[7, 8]");
                ResultSet others = other.executeQuery();
                while (others.next()) {
                    inner++;
                }
            }
        }

        assertThat(inner).isEqualTo(6);
    }

    @Test
    void failureIsThatOfTheDriverAndAStatementRunsAfterIt() throws SQLException {
        try (PreparedStatement table = connection.prepareStatement("create table one (id integer primary key)")) {
            table.executeUpdate();
        }
        for (int i = 0; i < 2; i++) {
            try (PreparedStatement insert = connection.prepareStatement("insert into one values (?)")) {
                insert.setInt(1, 1);
                if (i == 0) {
                    assertThat(insert.executeUpdate()).isEqualTo(1);
                } else {
                    assertThatThrownBy(insert::executeUpdate)
                            .isInstanceOf(SQLException.class)
                            .hasMessageContaining("UNIQUE");
                }
            }
        }
        try (PreparedStatement insert = connection.prepareStatement("insert into one values (?)")) {
            insert.setInt(1, 2);
            assertThat(insert.executeUpdate()).isEqualTo(1);
        }
    }

    @Test
    void isPreparedAnotherTimeWhereTheDatabaseWasFull() throws SQLException {
        connection.createStatement().execute("create table one (text text)");
        connection.createStatement().execute("pragma max_page_count = 10");
        try (PreparedStatement insert = connection.prepareStatement("insert into one values (?)")) {
            insert.setString(1, "x".repeat(1_000_000));
            assertThatThrownBy(insert::executeUpdate).isInstanceOf(SQLException.class);
        }

        try (PreparedStatement insert = connection.prepareStatement("insert into one values (?)")) {
            insert.setString(1, "x");
            assertThat(insert.executeUpdate()).isEqualTo(1);
        }
    }

    @Test
    void keepsSomeHundredsAtMost() throws SQLException {
        PreparedStatement first = connection.prepareStatement(SUM);
        first.close();
        for (int i = 0; i < 300; i++) {
            connection.prepareStatement("select ? + " + (i + 2)).close();
        }

        assertThat(connection.prepareStatement(SUM)).isNotSameAs(first);
    }

    private static int sum(PreparedStatement statement, int value) throws SQLException {
        statement.setInt(1, value);
        try (ResultSet row = statement.executeQuery()) {
            assertThat(row.next()).isTrue();
            return row.getInt(1);
        }
    }
}
