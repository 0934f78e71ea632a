package org.parley.app;

import java.io.IOException;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.parley.security.MonitoringAccess;

/** All metrics in the Prometheus text format, for operators. */
@WebServlet("/metrics")
public class MetricsServlet extends HttpServlet {
    private static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    @Inject
    private transient PrometheusMeterRegistry registry;

    @Inject
    private transient MonitoringAccess access;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!access.allowed(request)) {
            response.sendError(
                    HttpServletResponse.SC_FORBIDDEN,
                    "Metrics are for the networks of chat.monitoring.networks, and for who has chat.monitoring.token.");
            return;
        }
        response.setContentType(CONTENT_TYPE);
        response.setHeader("Cache-Control", "no-store");
        registry.scrape(response.getOutputStream(), CONTENT_TYPE);
    }
}
