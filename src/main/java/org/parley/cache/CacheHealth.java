package org.parley.cache;

import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Always up, for nothing depends on it; tells what is used as a cache, and whether it answers. */
@Readiness
@ApplicationScoped
public class CacheHealth implements HealthCheck {
    @Inject
    private Instance<Redis> redis;

    @Override
    public HealthCheckResponse call() {
        String state = redis.isUnsatisfied()
                ? "this node's memory"
                : redis.get().isAway() ? "Redis, which does not answer" : "Redis";
        // Not by the API's builder, of which a server without MicroProfile Health has no implementation.
        return new HealthCheckResponse("cache", HealthCheckResponse.Status.UP, Optional.of(Map.of("uses", state)));
    }
}
