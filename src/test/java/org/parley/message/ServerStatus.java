package org.parley.message;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

import org.parley.testing.container.Fixture;

/** What MariaDB itself counts and writes down of what it is asked. */
public final class ServerStatus {
    private static final int TIMES = 5;

    private final Map<String, Long> counters;

    private ServerStatus(Map<String, Long> counters) {
        this.counters = counters;
    }

    /**
     * Counts what an action costs. The counters are those of all connections, and what else goes on in the server only adds
     * to them: so the least of several times counts.
     *
     * @param prepare what need not be counted, and gives the action; called each time
     */
    public static ServerStatus of(Fixture fixture, Supplier<Runnable> prepare) {
        Map<String, Long> least = new HashMap<>();
        for (int i = 0; i < TIMES; i++) {
            Runnable action = prepare.get();
            Map<String, Long> before = read(fixture);
            action.run();
            read(fixture).forEach((name, value) -> least.merge(name, value - before.get(name), Math::min));
        }
        return new ServerStatus(least);
    }

    public long count(String name) {
        return counters.get(name);
    }

    /** @return what came to the server meanwhile, word by word: statements that came together are one */
    public static List<String> statements(Fixture fixture, Runnable action) {
        return statements(fixture, action, "");
    }

    /** The same of the connections over which one came that begins like this; whatever else goes on is on others. */
    public static List<String> statements(Fixture fixture, Runnable action, String beginning) {
        execute(
                fixture,
                "SET GLOBAL log_output = 'TABLE'",
                "TRUNCATE mysql.general_log",
                "SET GLOBAL general_log = ON");
        try {
            action.run();
        } finally {
            execute(fixture, "SET GLOBAL general_log = OFF");
        }
        return fixture.sql(connection -> {
            List<String> statements = new ArrayList<>();
            try (PreparedStatement statement = connection.prepareStatement(
                    "SELECT argument FROM mysql.general_log WHERE command_type IN ('Query', 'Execute')"
                            + " AND thread_id IN (SELECT thread_id FROM mysql.general_log WHERE argument LIKE ?)")) {
                statement.setString(1, beginning + "%");
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        statements.add(row.getString(1));
                    }
                }
            }
            return statements;
        });
    }

    private static void execute(Fixture fixture, String... statements) {
        fixture.sql(connection -> {
            try (Statement statement = connection.createStatement()) {
                for (String sql : statements) {
                    statement.execute(sql);
                }
            }
            return null;
        });
    }

    private static Map<String, Long> read(Fixture fixture) {
        return fixture.sql(ServerStatus::read);
    }

    private static Map<String, Long> read(Connection connection) throws SQLException {
        Map<String, Long> counters = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW GLOBAL STATUS WHERE Variable_name LIKE 'Com\\_%'"
                        + " OR Variable_name LIKE 'Handler\\_read%' OR Variable_name = 'Questions'")) {
            while (row.next()) {
                counters.put(row.getString(1), row.getLong(2));
            }
        }
        return counters;
    }

    @Override
    public String toString() {
        Map<String, Long> moved = new TreeMap<>(counters);
        moved.values().removeIf(value -> value == 0);
        return moved.toString();
    }
}
