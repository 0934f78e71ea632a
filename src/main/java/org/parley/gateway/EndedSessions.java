package org.parley.gateway;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

import jakarta.ejb.EJBException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import org.parley.delivery.Connection;
import org.parley.delivery.ConnectionRegistry;
import org.parley.protocol.CloseReason;
import org.parley.security.AccountDisabled;
import org.parley.security.SessionEnded;
import org.parley.security.SessionState;
import org.parley.security.SessionStore;
import org.parley.timer.Steady;
import org.parley.timer.Timers;

/**
 * Closes the connections of those who logged out or were shut out: when this node hears of it, and otherwise within five
 * seconds, because what other nodes tell may be lost, and the database may have been changed by hand.
 */
@ApplicationScoped
class EndedSessions {
    private static final Logger LOG = Logger.getLogger(EndedSessions.class.getName());
    private static final Duration INTERVAL = Duration.ofSeconds(4);
    private static final int SESSIONS_AT_ONCE = 500;
    private static final Duration INFORMED_FOR = INTERVAL.multipliedBy(3);

    /** In which clients that could not get a token while the database was away get one, each in its own time. */
    private static final Duration RECOVERY = Duration.ofSeconds(20);

    @Inject
    private Timers timers;

    @Inject
    private ConnectionRegistry connections;

    @Inject
    private SessionStore sessions;

    @Inject
    @Steady
    private InstantSource clock;

    private volatile Instant lastLook = Instant.MIN;
    private volatile Instant informedSince = Instant.MIN;

    /** @return whether a client can have renewed its token: the database is there, and has been for a while */
    boolean couldRenew() {
        Instant now = clock.instant();
        return isInformed(now) && informedSince.isBefore(now.minus(RECOVERY));
    }

    private boolean isInformed(Instant now) {
        return now.minus(INFORMED_FOR).isBefore(lastLook);
    }

    void start(@Observes @Initialized(ApplicationScoped.class) Object event) {
        timers.every(INTERVAL, this::look);
    }

    void ended(@Observes SessionEnded ended) {
        connections.of(ended.userId()).stream()
                .filter(connection -> connection.session().equals(ended.sessionId()))
                .forEach(connection -> connection.close(CloseReason.TOKEN_EXPIRED));
    }

    void disabled(@Observes AccountDisabled disabled) {
        connections.of(disabled.userId()).forEach(connection -> connection.close(CloseReason.ACCOUNT_DISABLED));
    }

    private void look() {
        Instant begun = clock.instant();
        try {
            Map<String, List<Connection>> bySession =
                    connections.all().collect(Collectors.groupingBy(Connection::session));
            List<String> ids = new ArrayList<>(bySession.keySet());
            for (int from = 0; from < ids.size(); from += SESSIONS_AT_ONCE) {
                List<String> some = ids.subList(from, Math.min(ids.size(), from + SESSIONS_AT_ONCE));
                Set<String> living = sessions.living(some);
                some.stream().filter(id -> !living.contains(id)).forEach(id -> close(bySession.get(id)));
            }
            if (!lastLook.equals(Instant.MIN) && !isInformed(clock.instant())) {
                informedSince = clock.instant();
            }
            lastLook = begun;
        } catch (EJBException e) {
            LOG.log(Level.FINE, "Sessions could not be looked at; they will be again", e);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "Sessions could not be looked at", e);
        }
    }

    private void close(List<Connection> ofOneSession) {
        Connection any = ofOneSession.get(0);
        CloseReason reason = sessions.state(any.session(), any.user()) == SessionState.DISABLED
                ? CloseReason.ACCOUNT_DISABLED
                : CloseReason.TOKEN_EXPIRED;
        ofOneSession.forEach(connection -> connection.close(reason));
    }
}
