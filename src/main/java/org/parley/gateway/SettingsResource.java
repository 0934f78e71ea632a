package org.parley.gateway;

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

import org.parley.delivery.Distribution;
import org.parley.protocol.ServerFrame;
import org.parley.rest.Body;
import org.parley.user.PresenceAudienceChanged;
import org.parley.user.UserRef;
import org.parley.user.UserStore;

/** The own settings, for all devices. */
@Path("/me/settings")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class SettingsResource {
    @Inject
    private UserStore users;

    @Inject
    private Distribution distribution;

    @Inject
    private Callers callers;

    @Inject
    private Event<PresenceAudienceChanged> changes;

    @GET
    public String get(@Context SecurityContext security) {
        return users.settings(security.getUserPrincipal().getName()).json();
    }

    /** The devices that are connected hear of it at once. */
    @PATCH
    @Consumes(MediaType.APPLICATION_JSON)
    public String change(@Context SecurityContext security, Body body) {
        UserRef user = callers.user(security);
        String settings = users.changeSettings(user.handle(), body).json();
        distribution.toUser(user.id(), new ServerFrame.SettingsChanged(settings));
        if (body.has("presence")) {
            changes.fire(new PresenceAudienceChanged(user.id()));
        }
        return settings;
    }
}
