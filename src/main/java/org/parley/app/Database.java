package org.parley.app;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;

import javax.sql.DataSource;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.annotation.sql.DataSourceDefinition;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.output.MigrateResult;
import org.parley.jpa.SchemaReady;

/** The data source, and its schema brought up to date before anything uses it. */
@DataSourceDefinition(
        name = Database.JNDI_NAME,
        className = "org.parley.app.ParleyDataSource",
        user = "",
        password = "",
        transactional = true,
        isolationLevel = Connection.TRANSACTION_READ_COMMITTED,
        initialPoolSize = 1,
        minPoolSize = 1,
        maxPoolSize = 32,
        maxIdleTime = 300,
        properties = {
            "description=Parley",
            // Payara: a connection that the database has dropped is replaced before it is handed out.
            "fish.payara.is-connection-validation-required=true",
            "fish.payara.connection-validation-method=table",
            "fish.payara.validation-table-name=DUAL",
            "fish.payara.validate-atmost-once-period-in-seconds=1",
            "fish.payara.fail-all-connections=true",
            "fish.payara.max-wait-time-in-millis=5000"
        })
@Singleton
@Startup
@TransactionManagement(TransactionManagementType.BEAN)
public class Database {
    static final String JNDI_NAME = "java:app/jdbc/parley";

    private static final Logger LOG = Logger.getLogger(Database.class.getName());
    private static final int ATTEMPTS = 10;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    @Resource(lookup = JNDI_NAME)
    private DataSource dataSource;

    @Inject
    private Event<SchemaReady> ready;

    @PostConstruct
    void migrate() {
        MigrateResult result = bringUpToDate(dataSource, dialect());
        LOG.log(Level.INFO, "Database schema is at version {0}", result.targetSchemaVersion);
        ready.fire(new SchemaReady(installation()));
    }

    private String installation() {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT id FROM parley_installation")) {
            row.next();
            return row.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException("The database does not tell its name: " + e.getMessage(), e);
        }
    }

    private String dialect() {
        try (Connection connection = dataSource.getConnection()) {
            return "H2".equals(connection.getMetaData().getDatabaseProductName()) ? "h2" : "mysql";
        } catch (SQLException e) {
            throw new IllegalStateException("The database does not answer: " + e.getMessage(), e);
        }
    }

    /**
     * Nodes may start at the same time. Whoever migrates keeps the others waiting; only the table that says so is made
     * without that, and found empty by those who come in the same moment.
     */
    static MigrateResult bringUpToDate(DataSource database, String dialect) {
        Flyway flyway = Flyway.configure(Database.class.getClassLoader())
                .dataSource(database)
                .locations("classpath:db/migration/" + dialect)
                .table("parley_schema_history")
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .load();
        for (int attempt = 1; ; attempt++) {
            try {
                return flyway.migrate();
            } catch (FlywayException e) {
                if (attempt == ATTEMPTS || !e.getMessage().startsWith("Unable to baseline")) {
                    throw e;
                }
                LOG.info("Another node makes the tables; looking again in a moment");
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }
}
