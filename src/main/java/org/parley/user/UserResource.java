package org.parley.user;

import java.util.List;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;
import org.parley.rest.Limited;
import org.parley.rest.Paging;

/** Finding people. */
@Path("/users")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class UserResource {
    private static final int MAX_QUERY = 100;

    @Inject
    private UserStore users;

    @GET
    @Limited(Limited.Kind.SEARCH)
    public UserPage search(
            @QueryParam("query") @DefaultValue("") String query,
            @QueryParam("limit") @DefaultValue("20") String limit,
            @QueryParam("cursor") @DefaultValue("") String cursor) {
        if (!cursor.isEmpty() && Handle.find(cursor).isEmpty()) {
            throw new Refusal(ErrorCode.MALFORMED, "cursor is not one of a page before");
        }
        String prefix = DisplayName.line("query", query, MAX_QUERY);
        int size = Paging.limit(limit);
        List<Profile> found = users.search(prefix, cursor, size + 1);
        return new UserPage(Paging.page(found, size), Paging.next(found, size, Profile::user));
    }

    @GET
    @Path("{user}")
    public Profile user(@PathParam("user") String user) {
        return Handle.find(user)
                .flatMap(users::profile)
                .orElseThrow(() -> new Refusal(ErrorCode.NOT_FOUND, "There is no such user."));
    }
}
