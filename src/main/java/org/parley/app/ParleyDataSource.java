package org.parley.app;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Logger;

import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;

import com.mysql.cj.jdbc.MysqlDataSource;
import org.eclipse.microprofile.config.ConfigProvider;
import org.h2.jdbcx.JdbcDataSource;
import org.parley.config.Settings;
import org.parley.config.SettingsReader;

/**
 * What the server's connection pool gets its connections from: H2, MySQL or MariaDB, or another data source of the
 * server, as the settings say. One class for all of them, because a {@code @DataSourceDefinition} names one at compile
 * time.
 */
public class ParleyDataSource implements DataSource {
    /** Added where the URL doesn't set them: batches as multi-row statements, times in UTC, no endless wait. */
    private static final Map<String, String> MYSQL_DEFAULTS = Map.of(
            "rewriteBatchedStatements", "true",
            "cachePrepStmts", "true",
            "maintainTimeStats", "false",
            "prepStmtCacheSize", "256",
            "prepStmtCacheSqlLimit", "16384",
            "useLocalSessionState", "true",
            "connectionTimeZone", "UTC",
            "forceConnectionTimeZoneToSession", "true",
            "connectTimeout", "5000",
            "socketTimeout", "30000");

    private final AtomicLong lastLoss = new AtomicLong(System.nanoTime());
    private volatile DataSource target;

    // The pool may ask from a thread that has no context class loader.
    private DataSource target() throws SQLException {
        DataSource made = target;
        if (made == null) {
            made = create(SettingsReader.read(ConfigProvider.getConfig(ParleyDataSource.class.getClassLoader()))
                    .database());
            target = made;
        }
        return made;
    }

    private static DataSource create(Settings.Database database) throws SQLException {
        if (database.jndi().isPresent()) {
            return ofServer(database.jndi().get());
        }
        if (database.url().startsWith("jdbc:mysql:")) {
            MysqlDataSource mysql = new MysqlDataSource();
            mysql.setURL(withDefaults(database.url()));
            mysql.setUser(database.user());
            mysql.setPassword(database.password());
            return mysql;
        }
        JdbcDataSource h2 = new JdbcDataSource();
        h2.setURL(withH2Defaults(database.url()));
        h2.setUser(database.user());
        h2.setPassword(database.password());
        return h2;
    }

    // EclipseLink asks for generated ids with IDENTITY(), which H2 2 has in its legacy mode alone. And a commit is
    // to be on the disk when it returns, not half a second later.
    static String withH2Defaults(String url) {
        StringBuilder complete = new StringBuilder(url);
        for (String setting : List.of("MODE=LEGACY", "WRITE_DELAY=0")) {
            String name = setting.substring(0, setting.indexOf('=') + 1);
            if (!url.toUpperCase(Locale.ROOT).contains(";" + name)) {
                complete.append(';').append(setting);
            }
        }
        return complete.toString();
    }

    // The server may make its pool no sooner than somebody looks it up, and then with the thread's class loader.
    private static DataSource ofServer(String name) throws SQLException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(ParleyDataSource.class.getClassLoader());
        try {
            return InitialContext.doLookup(name);
        } catch (NamingException | ClassCastException e) {
            throw new SQLException("chat.db.jndi is \"" + name + "\", but the server has no such data source", e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static String withDefaults(String url) {
        StringBuilder complete = new StringBuilder(url);
        char separator = url.indexOf('?') < 0 ? '?' : '&';
        for (var property : MYSQL_DEFAULTS.entrySet()) {
            if (!url.contains(property.getKey() + "=")) {
                complete.append(separator).append(property.getKey()).append('=').append(property.getValue());
                separator = '&';
            }
        }
        return complete.toString();
    }

    @Override
    public Connection getConnection() throws SQLException {
        DataSource database = target();
        return database instanceof JdbcDataSource
                ? database.getConnection()
                : LazyAutoCommit.wrap(LastingConnection.open(database::getConnection, System::nanoTime, lastLoss));
    }

    /** The pool passes what the definition says, which is nothing: the credentials are those of the settings. */
    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return getConnection();
    }

    /** Does nothing: servers demand that a definition sets at least one property. */
    public void setDescription(String description) {}

    @Override
    public PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(PrintWriter out) {}

    @Override
    public void setLoginTimeout(int seconds) {}

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        return target().unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return type.isInstance(this) || target().isWrapperFor(type);
    }
}
