package org.parley.gateway;

import java.net.URI;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;

import org.parley.conversation.Conversations;
import org.parley.conversation.JoinMode;
import org.parley.conversation.Members;
import org.parley.delivery.Distribution;
import org.parley.inbox.Inbox;
import org.parley.inbox.Inbox.ConversationJson;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.Membership;
import org.parley.protocol.Membership.Event;
import org.parley.protocol.Refusal;
import org.parley.rest.Body;
import org.parley.rest.Paging;
import org.parley.user.UserRef;

/** The own conversations: one request tells a returning client all that it missed. */
@Path("/conversations")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class ConversationResource {
    @Inject
    private Conversations conversations;

    @Inject
    private Inbox inbox;

    @Inject
    private LogCommands log;

    @Inject
    private Distribution distribution;

    @Inject
    private Callers callers;

    @GET
    public String list(
            @Context SecurityContext security,
            @QueryParam("limit") @DefaultValue("200") String limit,
            @QueryParam("cursor") @DefaultValue("") String cursor) {
        int size = Paging.limit(limit);
        List<ConversationJson> rest = Paging.after(
                inbox.of(callers.user(security).id()), ConversationJson::activeAt, ConversationJson::id, cursor);
        return Paging.json(
                "conversations",
                Paging.page(rest, size).stream().map(ConversationJson::json),
                Paging.next(rest, size, last -> Paging.cursor(last.activeAt(), last.id())));
    }

    /** Makes a group; the caller is its owner. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response create(@Context SecurityContext security, Body body) {
        UserRef owner = callers.user(security);
        List<UserRef> others = callers.users(body, "members");
        String name = body.string("name");
        JoinMode mode = body.optionalString("joinMode")
                .map(ConversationResource::joinMode)
                .orElse(JoinMode.INVITATION);
        long id = conversations.createGroup(
                owner, name, body.optionalString("notice").orElse(null), mode);
        try {
            List<String> handles = others.stream().map(UserRef::handle).toList();
            log.append(owner, id, new Membership(Event.CREATED, handles, Optional.of(name), Optional.empty()));
        } catch (Refusal refusal) {
            // Otherwise the entry may still come, and with it what its owner has written meanwhile.
            if (refusal.code() != ErrorCode.UNAVAILABLE) {
                conversations.discardEmpty(id);
            }
            throw refusal;
        }
        return Response.created(URI.create("conversations/" + id))
                .entity(summary(owner, id))
                .build();
    }

    @GET
    @Path("{id}")
    public String get(@Context SecurityContext security, @PathParam("id") String id) {
        UserRef user = callers.user(security);
        long conversation = Callers.conversation(id);
        conversations.membership(conversation, user.id());
        return summary(user, conversation);
    }

    /** Renames a group, or changes its notice or how people join. */
    @PATCH
    @Path("{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    public String change(@Context SecurityContext security, @PathParam("id") String id, Body body) {
        UserRef user = callers.user(security);
        long conversation = Callers.conversation(id);
        Optional<String> name = body.optionalString("name").map(Conversations::checkName);
        Optional<JoinMode> mode = body.optionalString("joinMode").map(ConversationResource::joinMode);
        String notice = Conversations.checkNotice(body.optionalString("notice").orElse(null));
        if (name.isPresent()) {
            log.append(user, conversation, new Membership(Event.RENAMED, List.of(), name, Optional.empty()));
        }
        if (body.has("notice")) {
            Optional<String> text = Optional.of(notice == null ? "" : notice);
            log.append(user, conversation, new Membership(Event.NOTICE, List.of(), text, Optional.empty()));
        }
        if (mode.isPresent()) {
            log.append(user, conversation, Membership.joinMode(mode.get().wire()));
        }
        return get(security, id);
    }

    /** Keeps notifications of the conversation from all devices of the caller, until a time or for ever. */
    @PUT
    @Path("{id}/quiet")
    @Consumes(MediaType.APPLICATION_JSON)
    public String quiet(@Context SecurityContext security, @PathParam("id") String id, Body body) {
        Instant until =
                body.optionalString("until").map(ConversationResource::instant).orElse(Members.FOR_EVER);
        return quiet(callers.user(security), Callers.conversation(id), Optional.of(until));
    }

    @DELETE
    @Path("{id}/quiet")
    public String notQuiet(@Context SecurityContext security, @PathParam("id") String id) {
        return quiet(callers.user(security), Callers.conversation(id), Optional.empty());
    }

    private String quiet(UserRef user, long conversation, Optional<Instant> until) {
        conversations.quiet(conversation, user.id(), until);
        distribution.announce(conversation, List.of(user.id()));
        return summary(user, conversation);
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text).truncatedTo(ChronoUnit.MILLIS);
        } catch (DateTimeParseException e) {
            throw new Refusal(ErrorCode.MALFORMED, "until is a time of RFC 3339");
        }
    }

    /** Dissolves a group: it is gone for all its members. */
    @DELETE
    @Path("{id}")
    public void dissolve(@Context SecurityContext security, @PathParam("id") String id) {
        log.append(callers.user(security), Callers.conversation(id), Membership.of(Event.DISSOLVED, List.of()));
    }

    private static JoinMode joinMode(String mode) {
        return JoinMode.of(mode)
                .orElseThrow(() -> new Refusal(ErrorCode.MALFORMED, "joinMode is open, approval or invitation"));
    }

    private String summary(UserRef user, long conversation) {
        return inbox.of(user.id(), conversation)
                .orElseThrow(() -> new Refusal(ErrorCode.NOT_FOUND, "There is no such conversation."));
    }
}
