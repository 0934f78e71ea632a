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

/** The own settings, for all devices. */
@Path("/me/settings")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class SettingsResource {
    @Inject
    private UserStore users;

    @GET
    public String get(@Context SecurityContext security) {
        return users.settings(security.getUserPrincipal().getName()).json();
    }

    @PATCH
    @Consumes(MediaType.APPLICATION_JSON)
    public String change(@Context SecurityContext security, Body body) {
        return users.changeSettings(security.getUserPrincipal().getName(), body).json();
    }
}
