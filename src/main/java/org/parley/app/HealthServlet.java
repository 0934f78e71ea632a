package org.parley.app;

import java.io.IOException;
import java.lang.annotation.Annotation;
import java.util.List;
import java.util.Map;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;
import org.parley.security.MonitoringAccess;

/**
 * MicroProfile Health at {@code /health} on the port of the application, the same on every server: some have it on another
 * port or not at all, and some answer there before the application's own checks are known. Who is no operator learns
 * the status alone.
 */
@WebServlet({"/health", "/health/*"})
public class HealthServlet extends HttpServlet {
    private static final Map<String, List<Annotation>> KINDS = Map.of(
            "", List.of(Liveness.Literal.INSTANCE, Readiness.Literal.INSTANCE, Startup.Literal.INSTANCE),
            "/live", List.of(Liveness.Literal.INSTANCE),
            "/ready", List.of(Readiness.Literal.INSTANCE),
            "/started", List.of(Startup.Literal.INSTANCE));

    @Inject
    @Any
    private transient Instance<HealthCheck> checks;

    @Inject
    private transient MonitoringAccess access;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        List<Annotation> kinds = KINDS.get(request.getPathInfo() == null ? "" : request.getPathInfo());
        if (kinds == null) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        List<HealthCheckResponse> answers = kinds.stream()
                .flatMap(kind -> checks.select(kind).stream())
                .map(HealthCheck::call)
                .toList();
        boolean up = answers.stream().allMatch(answer -> answer.getStatus() == Status.UP);
        response.setStatus(up ? HttpServletResponse.SC_OK : HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        response.setContentType("application/json");
        response.setCharacterEncoding("UTF-8");
        response.setHeader("Cache-Control", "no-store");
        response.getWriter()
                .write(json(up, access.allowed(request) ? answers : List.of()).toString());
    }

    private static JsonObject json(boolean up, List<HealthCheckResponse> answers) {
        JsonArrayBuilder each = Json.createArrayBuilder();
        answers.forEach(answer -> each.add(json(answer)));
        return Json.createObjectBuilder()
                .add("status", (up ? Status.UP : Status.DOWN).name())
                .add("checks", each)
                .build();
    }

    private static JsonObjectBuilder json(HealthCheckResponse answer) {
        JsonObjectBuilder check = Json.createObjectBuilder()
                .add("name", answer.getName())
                .add("status", answer.getStatus().name());
        answer.getData().ifPresent(data -> {
            JsonObjectBuilder details = Json.createObjectBuilder();
            data.forEach((name, value) -> details.add(name, String.valueOf(value)));
            check.add("data", details);
        });
        return check;
    }
}
