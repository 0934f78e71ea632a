package org.parley.cache;

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
        return HealthCheckResponse.named("cache").withData("uses", state).up().build();
    }
}
