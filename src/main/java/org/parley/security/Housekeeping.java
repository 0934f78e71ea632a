package org.parley.security;

import java.time.Duration;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;

import org.parley.config.Settings;
import org.parley.timer.Timers;
import org.parley.user.UserStore;

/**
 * At the start, if there is no administrator, makes the user one whom the settings name, or says who will be; from then on,
 * removes sessions that have expired.
 */
@Singleton
@Startup
@DependsOn("Database")
@TransactionManagement(TransactionManagementType.BEAN)
public class Housekeeping {
    private static final Logger LOG = Logger.getLogger(Housekeeping.class.getName());
    private static final Duration INTERVAL = Duration.ofMinutes(10);

    // Not the EJB timer service: some servers, set up for one node, have none that works.
    @Inject
    private Timers timers;

    @Inject
    private SessionStore sessions;

    @Inject
    private UserStore users;

    @Inject
    private Settings settings;

    @PostConstruct
    void start() {
        welcomeAdministrator();
        timers.every(INTERVAL, this::removeExpired);
    }

    private void welcomeAdministrator() {
        if (users.hasAdministrator()) {
            return;
        }
        Optional<String> named = settings.accounts().administrator();
        if (named.isPresent() && users.makeAdministrator(named.get())) {
            LOG.log(Level.INFO, "User {0} is an administrator now, because chat.admin.user says so", named.get());
        } else if (named.isPresent()) {
            LOG.log(
                    Level.INFO,
                    "There is no administrator yet: whoever registers as \"{0}\" (chat.admin.user) becomes the administrator",
                    named.get());
        } else {
            LOG.info("There is no administrator yet: the first user to register becomes the administrator."
                    + " Register now, or name another with chat.admin.user");
        }
    }

    private void removeExpired() {
        try {
            int removed = sessions.removeExpired();
            LOG.log(Level.FINE, "Removed {0} expired sessions", removed);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "Expired sessions could not be removed; tried again later", e);
        }
    }
}
