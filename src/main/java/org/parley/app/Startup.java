package org.parley.app;

import java.net.URI;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.inject.Inject;

import org.parley.config.Settings;

/** Says in a line what was started and where it is to be found; from then on, lines tell which request they belong to. */
@Singleton
@jakarta.ejb.Startup
@DependsOn({"Database", "Housekeeping"})
public class Startup {
    private static final Logger LOG = Logger.getLogger(Startup.class.getName());
    /** The parent of all of Parley's loggers. */
    private static final Logger PARLEY = Logger.getLogger("org.parley");

    @Inject
    private Settings settings;

    private final RequestsInLog requests = new RequestsInLog();

    @PostConstruct
    void announce() {
        String where = settings.publicUrl().map(URI::toString).orElse("this server's address");
        String own = settings.database().url().startsWith("jdbc:h2:") ? "H2, embedded" : "MySQL or MariaDB";
        String database = settings.database().jndi().orElse(own);
        LOG.log(
                Level.INFO,
                "Parley is starting: open {0} in a browser. Message mode: {1}; database: {2}",
                new Object[] {where, settings.broker().mode().name().toLowerCase(Locale.ROOT), database});
        PARLEY.addHandler(requests);
    }

    @PreDestroy
    void stop() {
        PARLEY.removeHandler(requests);
    }
}
