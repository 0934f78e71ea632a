package org.parley.gateway;

import java.util.List;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;

import org.parley.conversation.GroupDirectory;
import org.parley.conversation.GroupDirectory.Listing;
import org.parley.protocol.JsonText;
import org.parley.rest.Limited;
import org.parley.rest.Paging;

/** Groups that anybody may find and join, or ask to. */
@Path("/groups")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class GroupResource {
    @Inject
    private GroupDirectory groups;

    @Inject
    private Callers callers;

    @GET
    @Limited(Limited.Kind.SEARCH)
    public String find(
            @Context SecurityContext security,
            @QueryParam("query") @DefaultValue("") String query,
            @QueryParam("limit") @DefaultValue("50") String limit,
            @QueryParam("cursor") @DefaultValue("0") String cursor) {
        String part = Paging.query(query);
        int size = Paging.limit(limit);
        List<Listing> found =
                groups.find(callers.user(security).id(), part, Paging.number("cursor", cursor, 0), size + 1);
        return Paging.json(
                "groups",
                Paging.page(found, size).stream().map(GroupResource::json),
                Paging.next(found, size, Listing::id));
    }

    private static String json(Listing group) {
        return JsonText.object(generator -> {
            generator.write("id", Long.toString(group.id())).write("name", group.name());
            JsonText.writeNullable(generator, "notice", group.notice());
            if (group.avatar() != null) {
                generator.write("avatar", group.avatar());
            }
            generator
                    .write("joinMode", group.mode().wire())
                    .write("memberCount", group.members())
                    .write("member", group.member())
                    .write("request", group.request().wire());
        });
    }
}
