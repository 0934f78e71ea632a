package org.parley.security;

import java.lang.reflect.AnnotatedElement;

import jakarta.annotation.Priority;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;

import org.parley.rest.Problem;

/**
 * Nobody but users gets to a resource, unless it is marked with {@link PermitAll}. The constraints of web.xml say so
 * already; but they look at paths, and this holds for whatever path led to the resource.
 */
@Provider
@Priority(Priorities.AUTHORIZATION)
public class UsersOnly implements ContainerRequestFilter {
    @Context
    private ResourceInfo resource;

    @Override
    public void filter(ContainerRequestContext request) {
        boolean known = request.getSecurityContext().getUserPrincipal() instanceof ParleyPrincipal;
        if (!known && !forAll(resource.getResourceMethod()) && !forAll(resource.getResourceClass())) {
            request.abortWith(Problem.unauthorized("Send an access token as a Bearer token.")
                    .response());
        }
    }

    private static boolean forAll(AnnotatedElement element) {
        return element != null && element.isAnnotationPresent(PermitAll.class);
    }
}
