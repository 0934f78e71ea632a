package org.parley.security.oidc;

import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready: the provider, if there is one, has been found. A later outage is told and changes nothing: those who are in are
 * not to be thrown out for it.
 */
@Readiness
@ApplicationScoped
public class ProviderHealth implements HealthCheck {
    @Inject
    private ProviderWatch watch;

    @Override
    public HealthCheckResponse call() {
        Optional<Provider> provider = watch.provider();
        if (provider.isEmpty()) {
            return answer(Status.UP, Map.of("provider", "none"));
        }
        String issuer = provider.get().settings().issuer().toString();
        String problem = watch.problem();
        return answer(
                provider.get().known() ? Status.UP : Status.DOWN,
                problem.isEmpty() ? Map.of("provider", issuer) : Map.of("provider", issuer, "problem", problem));
    }

    // Not by the API's builder, of which a server without MicroProfile Health has no implementation.
    private static HealthCheckResponse answer(Status status, Map<String, Object> details) {
        return new HealthCheckResponse("sign-on", status, Optional.of(details));
    }
}
