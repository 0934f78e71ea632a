package org.parley.security.oidc;

import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import org.parley.jpa.SchemaReady;
import org.parley.timer.Timers;

/** Removes marks that no longer count. */
@ApplicationScoped
class MarkRemoval {
    private static final Logger LOG = Logger.getLogger(MarkRemoval.class.getName());
    private static final Duration INTERVAL = Duration.ofMinutes(10);

    @Inject
    private Timers timers;

    @Inject
    private ProviderLogins logins;

    void start(@Observes SchemaReady event) {
        timers.every(INTERVAL, this::remove);
    }

    private void remove() {
        try {
            LOG.log(Level.FINE, "Removed {0} marks of the provider's", logins.removeExpired());
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "Marks of the provider's could not be removed; tried again later", e);
        }
    }
}
