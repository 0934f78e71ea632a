package org.parley.gateway;

import java.util.stream.Collectors;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;

import org.parley.conversation.Conversations;
import org.parley.message.History;
import org.parley.protocol.Entry;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.FrameCodec;
import org.parley.protocol.Refusal;
import org.parley.rest.Paging;
import org.parley.user.UserRef;

/** The history of a conversation, from the entry with which the caller became a member. */
@Path("/conversations/{id}/messages")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class MessageResource {
    @Inject
    private Conversations conversations;

    @Inject
    private History history;

    @Inject
    private Callers callers;

    /** At most one of before, after and around; none means the newest page. */
    @GET
    public String page(
            @Context SecurityContext security,
            @PathParam("id") String id,
            @QueryParam("before") String before,
            @QueryParam("after") String after,
            @QueryParam("around") String around,
            @QueryParam("limit") @DefaultValue("50") String limit) {
        UserRef user = callers.user(security);
        long conversation = Callers.conversation(id);
        int size = Paging.limit(limit);
        long from = conversations.membership(conversation, user.id()).joinedSeq();
        if ((before == null ? 0 : 1) + (after == null ? 0 : 1) + (around == null ? 0 : 1) > 1) {
            throw new Refusal(ErrorCode.MALFORMED, "Ask for before, after or around, not for two of them.");
        }
        History.Page page;
        if (after != null) {
            page = history.after(conversation, Paging.number("after", after, 0), from, size, user.id());
        } else if (around != null) {
            page = history.around(conversation, Paging.number("around", around, 1), from, size, user.id());
        } else {
            long end = before == null ? Long.MAX_VALUE : Paging.number("before", before, 1);
            page = history.before(conversation, end, from, size, user.id());
        }
        // Once more: who was removed while this was read gets nothing of what came afterwards.
        if (conversations.membership(conversation, user.id()).joinedSeq() != from) {
            throw Refusal.unavailable("You came back into this conversation just now; try again.");
        }
        return json(page, user);
    }

    private static String json(History.Page page, UserRef user) {
        return page.entries().stream()
                .map(entry -> json(entry, user))
                .collect(Collectors.joining(
                        ",", "{\"messages\":[", "],\"more\":" + page.more() + ",\"first\":" + page.first() + "}"));
    }

    private static String json(Entry entry, UserRef user) {
        return FrameCodec.encode(entry, entry.from().equals(user.handle()));
    }
}
