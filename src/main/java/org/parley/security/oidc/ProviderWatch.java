package org.parley.security.oidc;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import org.parley.config.Settings;
import org.parley.jpa.SchemaReady;
import org.parley.timer.Steady;
import org.parley.timer.Timers;
import org.parley.timer.Workers;

/**
 * Reads the provider's discovery document: every five seconds until it has it, then every five minutes.
 */
@ApplicationScoped
class ProviderWatch {
    private static final Logger LOG = Logger.getLogger(ProviderWatch.class.getName());
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final Duration AGAIN = Duration.ofMinutes(5);

    @Inject
    private Timers timers;

    @Inject
    private Workers executor;

    @Inject
    private Settings settings;

    @Inject
    @Steady
    private InstantSource clock;

    private Optional<Provider> provider = Optional.empty();
    private Instant next = Instant.MIN;
    private volatile String problem = "it has not been asked yet";

    void start(@Observes SchemaReady event) {
        if (provider().isPresent()) {
            timers.every(Duration.ZERO, INTERVAL, this::look);
        }
    }

    /** @return empty if there are local accounts alone */
    synchronized Optional<Provider> provider() {
        if (provider.isEmpty()) {
            provider = settings.openIdProvider().map(known -> new Provider(known, executor));
        }
        return provider;
    }

    private void look() {
        if (clock.instant().isBefore(next)) {
            return;
        }
        Provider current = provider().orElseThrow();
        try {
            current.discover();
            next = clock.instant().plus(AGAIN);
            tell("");
        } catch (ProviderUnavailable e) {
            tell(e.getMessage());
        } catch (RuntimeException | Error e) {
            // Whatever it is, it is tried again.
            tell("it could not be looked after");
            LOG.log(Level.WARNING, "The OpenID provider could not be looked after", e);
        }
    }

    /** Each problem once, and its end. */
    private void tell(String found) {
        if (!found.equals(problem)) {
            problem = found;
            LOG.log(
                    found.isEmpty() ? Level.INFO : Level.WARNING,
                    found.isEmpty()
                            ? "The OpenID provider {0} (chat.oidc.issuer) answers; people can sign in there"
                            : "The OpenID provider {0} (chat.oidc.issuer) can''t be used: {1}. Tried again every few seconds",
                    new Object[] {settings.openIdProvider().orElseThrow().issuer(), found});
        }
    }

    /** @return why the provider could not be asked last time; empty if it could */
    String problem() {
        return problem;
    }
}
