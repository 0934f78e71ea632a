package org.parley.admin;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;

import org.parley.config.Settings;
import org.parley.config.Settings.MessageMode;
import org.parley.delivery.ConnectionRegistry;
import org.parley.timer.Timers;

/**
 * Says every ten seconds that this node lives, and how much it has to do; and warns of what shall not be: that there are
 * others, though this one hands messages to its own connections alone.
 */
@Singleton
@Startup
@DependsOn("Database")
@TransactionManagement(TransactionManagementType.BEAN)
public class NodeReports {
    private static final Logger LOG = Logger.getLogger(NodeReports.class.getName());
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    @Inject
    private Timers timers;

    @Inject
    private NodeStore nodes;

    @Inject
    private ConnectionRegistry connections;

    @Inject
    private Settings settings;

    @Inject
    private Clock clock;

    private final String id = UUID.randomUUID().toString();
    private final String version = readVersion();
    private Instant started;
    private boolean othersTold;

    @PostConstruct
    void start() {
        started = clock.instant();
        timers.every(Duration.ZERO, INTERVAL, this::tryToReport);
    }

    @PreDestroy
    void stop() {
        timers.cancel();
        try {
            nodes.remove(id);
        } catch (RuntimeException e) {
            LOG.log(Level.FINE, "This node could not sign off; it will be forgotten", e);
        }
    }

    private void tryToReport() {
        try {
            report();
            if (settings.broker().mode() == MessageMode.CHANNEL) {
                lookForOthers();
            }
        } catch (RuntimeException e) {
            LOG.log(Level.FINE, "This node could not say that it lives", e);
        }
    }

    // Since the start: the node whose place this one takes may have been killed.
    private void lookForOthers() {
        List<String> others = nodes.others(id, started);
        if (!others.isEmpty() && !othersTold) {
            LOG.log(
                    Level.WARNING,
                    "Other nodes use this database: {0}. Messages reach nobody who is connected to another node until they "
                            + "load anew, as this one is in channel mode, which is for one node: stop the others, or set "
                            + "chat.message.mode=kafka for all",
                    String.join(", ", others));
        }
        othersTold = !others.isEmpty();
    }

    public void report() {
        long open = connections.count();
        long users = connections
                .all()
                .map(connection -> connection.user())
                .distinct()
                .count();
        nodes.report(new NodeRow(id, name(), version, mode(), started).at(clock.instant(), open, users));
    }

    public String name() {
        return settings.node();
    }

    public String version() {
        return version;
    }

    public String mode() {
        return settings.broker().mode().name().toLowerCase(Locale.ROOT);
    }

    /** As the build left it in the WAR. */
    private static String readVersion() {
        try (InputStream in = NodeReports.class.getResourceAsStream("/META-INF/parley.properties")) {
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new IllegalStateException("The WAR has no version", e);
        }
    }
}
