package org.parley.admin;

import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;

import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;
import org.parley.security.ParleyPrincipal;
import org.parley.user.Roles;
import org.parley.user.UserStore;

/**
 * Asks the database: who ceases to be an administrator ceases at once. A token of the provider's that does not say so is no
 * administrator's either, whoever bears it.
 */
@Provider
@AdministratorsOnly
@Priority(Priorities.AUTHORIZATION)
public class AdministratorCheck implements ContainerRequestFilter {
    @Inject
    private UserStore users;

    @Context
    private HttpServletRequest request;

    @Override
    public void filter(ContainerRequestContext context) {
        if (!(request.getUserPrincipal() instanceof ParleyPrincipal principal)
                || !principal.mayActAs(Roles.ADMIN)
                || !users.administers(principal.userId())) {
            throw new Refusal(ErrorCode.FORBIDDEN, "Only administrators may do that.");
        }
    }
}
