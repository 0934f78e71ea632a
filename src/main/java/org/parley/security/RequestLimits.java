package org.parley.security;

import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;

import org.parley.rest.Limited;
import org.parley.security.Limits.Limit;

/** Refuses who asks too much, before their request costs anything. */
@Provider
@Priority(Priorities.AUTHORIZATION + 1)
public class RequestLimits implements ContainerRequestFilter {
    @Inject
    private Limits limits;

    @Inject
    private Proxies proxies;

    @Context
    private ResourceInfo resource;

    @Context
    private HttpServletRequest servletRequest;

    @Override
    public void filter(ContainerRequestContext request) {
        if (!(request.getSecurityContext().getUserPrincipal() instanceof ParleyPrincipal user)) {
            limits.take(Limit.ANONYMOUS_REQUESTS, proxies.caller(servletRequest).address());
            return;
        }
        limits.request(user);
        Limited limited = resource.getResourceMethod().getAnnotation(Limited.class);
        if (limited != null) {
            limits.take(of(limited.value()), Long.toString(user.userId()));
        }
    }

    private static Limit of(Limited.Kind kind) {
        return switch (kind) {
            case SEARCH -> Limit.SEARCHES;
            case UPLOAD -> Limit.UPLOADS;
        };
    }
}
