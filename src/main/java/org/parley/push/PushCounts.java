package org.parley.push;

import java.util.Locale;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** The one place that counts what becomes of notices. */
@ApplicationScoped
class PushCounts {
    enum Result {
        /** The push service took it. */
        SENT,
        /** The push service knows the subscription no more, and it is removed. */
        EXPIRED,
        /** The push service refused it, or could not be reached however often it was tried. */
        FAILED,
        /** More waited than is kept. */
        DROPPED
    }

    @Inject
    private MeterRegistry metrics;

    /** All counters are there from the start: an alarm sees no growth from nothing to one. */
    void start(@Observes @Initialized(ApplicationScoped.class) Object event) {
        for (Result result : Result.values()) {
            counter(result);
        }
    }

    void add(Result result) {
        counter(result).increment();
    }

    private Counter counter(Result result) {
        return Counter.builder("parley.push.notices")
                .description("What became of notices to users without a connection")
                .tag("result", result.name().toLowerCase(Locale.ROOT))
                .register(metrics);
    }
}
