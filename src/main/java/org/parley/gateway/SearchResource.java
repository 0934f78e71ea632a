package org.parley.gateway;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

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

import org.parley.conversation.Conversations;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.FrameCodec;
import org.parley.protocol.Refusal;
import org.parley.rest.Limited;
import org.parley.rest.Paging;
import org.parley.search.Search;
import org.parley.user.UserRef;

/** Looks for texts in one or all of the caller's conversations. */
@Path("/search")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class SearchResource {
    private static final int MAX_LIMIT = 50;
    private static final Instant END_OF_TIME = Instant.parse("9999-01-01T00:00:00Z");

    @Inject
    private Search search;

    @Inject
    private Conversations conversations;

    @Inject
    private Callers callers;

    @GET
    @Limited(Limited.Kind.SEARCH)
    public String search(
            @Context SecurityContext security,
            @QueryParam("query") @DefaultValue("") String query,
            @QueryParam("conversation") String conversation,
            @QueryParam("limit") @DefaultValue("20") String limit,
            @QueryParam("cursor") @DefaultValue("") String cursor) {
        UserRef user = callers.user(security);
        OptionalLong one =
                conversation == null ? OptionalLong.empty() : OptionalLong.of(Callers.conversation(conversation));
        one.ifPresent(id -> conversations.membership(id, user.id()));
        int size = Math.min(MAX_LIMIT, Paging.limit(limit));
        Search.Page page = search.find(query, user.id(), one, place(cursor), size);
        return Paging.json(
                "results",
                page.hits().stream().map(hit -> json(hit, user)),
                page.next().map(SearchResource::cursor).orElse(null));
    }

    private static String json(Search.Hit hit, UserRef user) {
        String highlights = hit.highlights().stream()
                .map(range -> "[" + range.start() + "," + range.end() + "]")
                .collect(Collectors.joining(",", "[", "]"));
        return "{\"message\":"
                + FrameCodec.encode(hit.entry(), hit.entry().from().equals(user.handle()))
                + ",\"highlights\":" + highlights + "}";
    }

    private static String cursor(Search.Place place) {
        return place.at() + "_" + place.conversation() + "_" + place.seq();
    }

    private static Optional<Search.Place> place(String cursor) {
        if (cursor.isEmpty()) {
            return Optional.empty();
        }
        String[] parts = cursor.split("_", -1);
        try {
            if (parts.length == 3) {
                Instant at = Instant.parse(parts[0]);
                // Databases know no other times, and texts have none.
                if (at.isAfter(Instant.EPOCH) && at.isBefore(END_OF_TIME)) {
                    return Optional.of(new Search.Place(at, Long.parseLong(parts[1]), Long.parseLong(parts[2])));
                }
            }
        } catch (DateTimeException | NumberFormatException e) {
            // told below
        }
        throw new Refusal(ErrorCode.MALFORMED, "cursor is not one that a page ended with");
    }
}
