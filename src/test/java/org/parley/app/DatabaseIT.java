package org.parley.app;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import javax.sql.DataSource;

import jakarta.inject.Inject;

import com.mysql.cj.jdbc.MysqlDataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.parley.config.Settings;
import org.parley.testing.container.DatabaseServer;
import org.parley.testing.container.Fixture;
import org.parley.testing.container.InContainer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

@InContainer
class DatabaseIT {
    @Inject
    private Fixture fixture;

    @Inject
    private Settings settings;

    @Test
    void the_schema_comes_from_nothing_and_coming_again_changes_nothing() throws SQLException {
        DataSource empty = empty();
        String dialect = DatabaseServer.isMariaDb() ? "mysql" : "h2";

        int first = Database.bringUpToDate(empty, dialect).migrationsExecuted;
        List<String> made = columns(empty);
        int again = Database.bringUpToDate(empty, dialect).migrationsExecuted;

        assertTrue(first >= 2, first + " migrations");
        assertTrue(made.stream().anyMatch("parley_message.content"::equalsIgnoreCase), made.toString());
        assertEquals(0, again);
        assertEquals(made, columns(empty));
    }

    private DataSource empty() throws SQLException {
        if (!DatabaseServer.isMariaDb()) {
            JdbcDataSource h2 = new JdbcDataSource();
            h2.setURL("jdbc:h2:mem:migrated;DB_CLOSE_DELAY=-1;MODE=LEGACY");
            return h2;
        }
        fixture.sql(connection -> connection.createStatement().execute("CREATE OR REPLACE DATABASE migrated"));
        Settings.Database own = settings.database();
        MysqlDataSource mariaDb = new MysqlDataSource();
        mariaDb.setURL(own.url().replaceFirst("/parley$", "/migrated"));
        mariaDb.setUser(own.user());
        mariaDb.setPassword(own.password());
        return mariaDb;
    }

    private static List<String> columns(DataSource database) throws SQLException {
        List<String> columns = new ArrayList<>();
        try (Connection connection = database.getConnection();
                ResultSet found = connection.getMetaData().getColumns(connection.getCatalog(), null, null, "%")) {
            while (found.next()) {
                columns.add(found.getString("TABLE_NAME") + "." + found.getString("COLUMN_NAME"));
            }
        }
        return columns;
    }

    @Test
    void connections_see_what_others_have_committed() {
        assertEquals(Connection.TRANSACTION_READ_COMMITTED, fixture.sql(Connection::getTransactionIsolation));
    }
}
