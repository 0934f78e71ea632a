package org.parley.gateway;

import java.io.InputStream;
import java.util.Optional;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;

import org.parley.conversation.Conversations;
import org.parley.conversation.Operation;
import org.parley.file.Avatars;
import org.parley.protocol.Membership;
import org.parley.rest.Limited;
import org.parley.user.UserRef;

/** The picture of a group. A change of it is an entry of the group's log. */
@Path("/conversations/{id}/avatar")
@RequestScoped
public class GroupAvatarResource {
    @Inject
    private Conversations conversations;

    @Inject
    private Avatars avatars;

    @Inject
    private LogCommands log;

    @Inject
    private Callers callers;

    /** No content, if it has none. */
    @GET
    @Produces(MediaType.WILDCARD)
    public Response picture(
            @Context SecurityContext security,
            @Context Request request,
            @Context HttpHeaders headers,
            @PathParam("id") String id) {
        return conversations
                .avatar(Callers.conversation(id), callers.user(security).id())
                .map(key -> avatars.answer(key, request, headers))
                .orElseGet(() -> Response.noContent().build());
    }

    /** Takes an image, of which a small square is kept and nothing else. */
    @PUT
    @Limited(Limited.Kind.UPLOAD)
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    public void change(
            @Context SecurityContext security,
            @PathParam("id") String id,
            @HeaderParam(HttpHeaders.CONTENT_TYPE) String contentType,
            InputStream body) {
        UserRef user = callers.user(security);
        long group = Callers.conversation(id);
        conversations.demand(Operation.CHANGE_AVATAR, group, user.id());
        avatars.take(user.id(), body, contentType, key -> replace(user, group, Optional.of(key)));
    }

    /** Takes the picture away, if there is one. */
    @DELETE
    public void remove(@Context SecurityContext security, @PathParam("id") String id) {
        UserRef user = callers.user(security);
        long group = Callers.conversation(id);
        conversations.demand(Operation.CHANGE_AVATAR, group, user.id());
        if (conversations.avatar(group, user.id()).isPresent()) {
            replace(user, group, Optional.empty());
        }
    }

    private void replace(UserRef user, long group, Optional<String> key) {
        Optional<String> before = conversations.avatar(group, user.id());
        log.append(user, group, Membership.avatar(key));
        before.ifPresent(avatars::discard);
    }
}
