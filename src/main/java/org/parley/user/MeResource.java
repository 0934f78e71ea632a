package org.parley.user;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;

import org.parley.rest.Body;

/** One's own account. */
@Path("/me")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class MeResource {
    @Inject
    private UserStore users;

    @Inject
    private UserDirectory directory;

    @GET
    public OwnProfile me(@Context SecurityContext security) {
        return users.ownProfile(security.getUserPrincipal().getName());
    }

    @PATCH
    @Consumes(MediaType.APPLICATION_JSON)
    public OwnProfile change(@Context SecurityContext security, Body body) {
        String handle = security.getUserPrincipal().getName();
        OwnProfile changed = users.changeProfile(handle, ProfileChange.of(body));
        directory.byHandle(handle).ifPresent(user -> directory.forget(user.id()));
        return changed;
    }
}
