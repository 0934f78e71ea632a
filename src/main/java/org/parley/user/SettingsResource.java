package org.parley.user;

import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.event.Event;
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

    @Inject
    private UserDirectory directory;

    @Inject
    private Event<PresenceAudienceChanged> changes;

    @GET
    public String get(@Context SecurityContext security) {
        return users.settings(security.getUserPrincipal().getName()).json();
    }

    @PATCH
    @Consumes(MediaType.APPLICATION_JSON)
    public String change(@Context SecurityContext security, Body body) {
        String handle = security.getUserPrincipal().getName();
        UserSettings changed = users.changeSettings(handle, body);
        if (body.has("presence")) {
            directory.byHandle(handle).ifPresent(user -> changes.fire(new PresenceAudienceChanged(user.id())));
        }
        return changed.json();
    }
}
