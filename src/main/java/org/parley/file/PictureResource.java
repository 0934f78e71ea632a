package org.parley.file;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;

import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;
import org.parley.user.UserDirectory;

/** Pictures of people, for everybody who is logged in. */
@Path("/users/{user}/avatar")
@RequestScoped
public class PictureResource {
    @Inject
    private Avatars avatars;

    @Inject
    private UserDirectory users;

    /** No content, if they have none. */
    @GET
    @Produces(MediaType.WILDCARD)
    public Response picture(@Context Request request, @Context HttpHeaders headers, @PathParam("user") String user) {
        long id = users.byHandle(user)
                .orElseThrow(() -> new Refusal(ErrorCode.NOT_FOUND, "There is no such user."))
                .id();
        return avatars.of(id).map(key -> avatars.answer(key, request, headers)).orElseGet(() -> Response.noContent()
                .build());
    }
}
