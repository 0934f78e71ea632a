package org.parley.delivery;

import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** The one place that counts and logs everything that is dropped on its way to a client. */
@ApplicationScoped
public class Drops {
    private static final Logger LOG = Logger.getLogger(Drops.class.getName());

    @Inject
    private MeterRegistry metrics;

    /** Why something was dropped; the log still has it, unless it is ephemeral. */
    public enum Reason {
        SLOW_CONSUMER,
        CONNECTION_CLOSED,
        SEND_FAILED,
        RECEIPTS_FULL,
        ANNOUNCEMENTS_FULL,
        NOT_CARRIED
    }

    /** All counters are there from the start: an alarm sees no growth from nothing to one. */
    void start(@Observes @Initialized(ApplicationScoped.class) Object event) {
        for (Reason reason : Reason.values()) {
            counter(reason);
        }
    }

    /** Counts so many dropped frames. */
    public void count(Reason reason, String connection, int frames) {
        counter(reason).increment(frames);
        LOG.log(Level.FINE, "Dropped {0} frames of connection {1}: {2}", new Object[] {frames, connection, reason});
    }

    private Counter counter(Reason reason) {
        return Counter.builder("parley.frames.dropped")
                .description("Frames that did not reach a connection; clients resume from the log")
                .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                .register(metrics);
    }
}
