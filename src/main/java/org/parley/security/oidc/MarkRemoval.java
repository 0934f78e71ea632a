package org.parley.security.oidc;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import org.parley.jpa.SchemaReady;

/** Removes marks that no longer count. */
@ApplicationScoped
class MarkRemoval {
    private static final Logger LOG = Logger.getLogger(MarkRemoval.class.getName());
    private static final int INTERVAL_MINUTES = 10;

    @Resource
    private ManagedScheduledExecutorService scheduler;

    @Inject
    private ProviderLogins logins;

    private ScheduledFuture<?> removals;

    void start(@Observes SchemaReady event) {
        removals = scheduler.scheduleWithFixedDelay(this::remove, INTERVAL_MINUTES, INTERVAL_MINUTES, TimeUnit.MINUTES);
    }

    @PreDestroy
    void stop() {
        if (removals != null) {
            removals.cancel(false);
        }
    }

    private void remove() {
        try {
            LOG.log(Level.FINE, "Removed {0} marks of the provider's", logins.removeExpired());
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "Marks of the provider's could not be removed; tried again later", e);
        }
    }
}
