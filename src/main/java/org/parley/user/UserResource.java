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

/** Finding people. */
@Path("/users")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class UserResource {
    private static final int MAX_PAGE = 200;
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
        int size = pageSize(limit);
        List<Profile> found = users.search(prefix, cursor, size + 1);
        if (found.size() <= size) {
            return new UserPage(found, null);
        }
        return new UserPage(found.subList(0, size), found.get(size - 1).user());
    }

    @GET
    @Path("{user}")
    public Profile user(@PathParam("user") String user) {
        return Handle.find(user)
                .flatMap(users::profile)
                .orElseThrow(() -> new Refusal(ErrorCode.NOT_FOUND, "There is no such user."));
    }

    private static int pageSize(String limit) {
        try {
            int size = Integer.parseInt(limit);
            if (size >= 1) {
                return Math.min(size, MAX_PAGE);
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new Refusal(ErrorCode.MALFORMED, "limit is a number from 1 to " + MAX_PAGE);
    }
}
