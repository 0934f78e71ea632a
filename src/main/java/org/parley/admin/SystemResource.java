package org.parley.admin;

import java.time.Instant;
import java.util.List;

import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.parley.security.SigningKeyChange;

/** How the installation does. */
@Path("/admin/system")
@AdministratorsOnly
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class SystemResource {
    @Inject
    private NodeStore nodes;

    @Inject
    private NodeReports reports;

    @Inject
    @Any
    private Instance<HealthCheck> checks;

    @Inject
    private SigningKeyChange keys;

    @Inject
    private Deeds deeds;

    /** A node, by what it said last. */
    public record Node(
            String name, String version, String mode, long connections, long users, Instant started, Instant seen) {}

    /** What readiness depends on. */
    public record Check(String name, boolean up) {}

    /** @param answeredBy the node whose health this is */
    public record Status(
            String version, String mode, String answeredBy, boolean ready, List<Check> checks, List<Node> nodes) {}

    /** @param key the id of the key that signs from now on */
    public record Rotated(String key) {}

    @GET
    public Status status() {
        List<Check> results = checks.select(Readiness.Literal.INSTANCE).stream()
                .map(HealthCheck::call)
                .map(answer -> new Check(answer.getName(), answer.getStatus() == HealthCheckResponse.Status.UP))
                .toList();
        reports.report();
        return new Status(
                reports.version(),
                reports.mode(),
                reports.name(),
                results.stream().allMatch(Check::up),
                results,
                nodes.running());
    }

    /** Signs access tokens with a new key from now on. */
    @POST
    @Path("keys")
    public Rotated rotateKey() {
        return new Rotated(keys.rotate(deeds.of("key.rotate", "")));
    }
}
