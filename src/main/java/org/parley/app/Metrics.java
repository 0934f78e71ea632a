package org.parley.app;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.parley.rest.RefusedRequests;

/** The one registry that every part counts in. */
@ApplicationScoped
class Metrics {
    private final JvmGcMetrics collections = new JvmGcMetrics();

    @Produces
    @Singleton
    PrometheusMeterRegistry registry() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new JvmMemoryMetrics().bindTo(registry);
        collections.bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        RefusedRequests.prepare(registry);
        return registry;
    }

    /** The virtual machine tells it of collections, and would keep it, and the whole application by it. */
    @PreDestroy
    void endListening() {
        collections.close();
    }

    void close(@Disposes PrometheusMeterRegistry registry) {
        registry.close();
    }
}
