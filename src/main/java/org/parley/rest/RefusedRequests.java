package org.parley.rest;

import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.ext.Provider;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Counts the requests of REST that were refused, or failed, by their status. Thread-safe. */
@Provider
public class RefusedRequests implements ContainerResponseFilter {
    @Inject
    private MeterRegistry metrics;

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (response.getStatus() >= 400) {
            count(metrics, response.getStatus());
        }
    }

    /** The gravest are there from the start: an alarm sees no growth from nothing to one. */
    public static void prepare(MeterRegistry metrics) {
        counter(metrics, 500);
        counter(metrics, 503);
    }

    /** Also of those that were refused before REST heard of them. */
    public static void count(MeterRegistry metrics, int status) {
        counter(metrics, status).increment();
    }

    private static Counter counter(MeterRegistry metrics, int status) {
        return Counter.builder("parley.requests.refused")
                .description("Requests of REST that were refused or failed")
                .tag("status", Integer.toString(status))
                .register(metrics);
    }
}
