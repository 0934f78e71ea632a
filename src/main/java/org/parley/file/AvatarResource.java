package org.parley.file;

import java.io.InputStream;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;

import org.parley.rest.Limited;
import org.parley.security.ParleyPrincipal;

/** One's own picture. */
@Path("/me/avatar")
@RequestScoped
public class AvatarResource {
    @Inject
    private Avatars avatars;

    /** Takes an image, of which a small square is kept and nothing else. */
    @PUT
    @Limited(Limited.Kind.UPLOAD)
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    public void change(
            @Context SecurityContext security,
            @HeaderParam(HttpHeaders.CONTENT_TYPE) String contentType,
            InputStream body) {
        long user = user(security);
        avatars.take(user, body, contentType, key -> avatars.change(user, key));
    }

    @DELETE
    public void remove(@Context SecurityContext security) {
        avatars.change(user(security), null);
    }

    private long user(SecurityContext security) {
        return ParleyPrincipal.of(security.getUserPrincipal()).userId();
    }
}
