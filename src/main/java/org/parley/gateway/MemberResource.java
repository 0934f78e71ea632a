package org.parley.gateway;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;

import org.parley.conversation.Conversations;
import org.parley.conversation.Member;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.FrameCodec;
import org.parley.protocol.JsonText;
import org.parley.protocol.Membership;
import org.parley.protocol.Membership.Event;
import org.parley.protocol.Refusal;
import org.parley.rest.Body;
import org.parley.rest.Paging;
import org.parley.user.UserDirectory;
import org.parley.user.UserRef;
import org.parley.user.UserStore;

/** The members of a conversation. Every change of them is an entry of its log. */
@Path("/conversations/{id}/members")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class MemberResource {
    @Inject
    private Conversations conversations;

    @Inject
    private UserDirectory users;

    @Inject
    private UserStore accounts;

    @Inject
    private LogCommands log;

    @Inject
    private Callers callers;

    @GET
    public String list(
            @Context SecurityContext security,
            @PathParam("id") String id,
            @QueryParam("limit") @DefaultValue("200") String limit,
            @QueryParam("cursor") @DefaultValue("0") String cursor) {
        long conversation = Callers.conversation(id);
        int size = Paging.limit(limit);
        conversations.membership(conversation, callers.user(security).id());
        List<Member> members = conversations.membersAfter(conversation, Paging.number("cursor", cursor, 0), size + 1);
        return json(Paging.page(members, size), Paging.next(members, size, Member::userId));
    }

    /** Adds people to a group. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public String add(@Context SecurityContext security, @PathParam("id") String id, Body body) {
        long conversation = Callers.conversation(id);
        List<UserRef> newcomers = callers.users(body, "users");
        log.append(callers.user(security), conversation, Membership.of(Event.JOINED, handles(newcomers)));
        List<Member> added = new ArrayList<>();
        newcomers.forEach(user -> added.add(conversations.membership(conversation, user.id())));
        return json(added, null);
    }

    /** Gives a member another role, or mutes them for a time. */
    @PATCH
    @Path("{user}")
    @Consumes(MediaType.APPLICATION_JSON)
    public String change(
            @Context SecurityContext security,
            @PathParam("id") String id,
            @PathParam("user") String handle,
            Body body) {
        long conversation = Callers.conversation(id);
        UserRef caller = callers.user(security);
        UserRef member = callers.user(handle);
        boolean mutes = body.has("mutedUntil");
        if (mutes && body.has("role")) {
            throw new Refusal(ErrorCode.MALFORMED, "role and mutedUntil are changed one after the other");
        }
        log.append(
                caller,
                conversation,
                mutes
                        ? mute(member, body.optionalString("mutedUntil"))
                        : new Membership(
                                Event.ROLE,
                                List.of(member.handle()),
                                Optional.empty(),
                                Optional.of(body.string("role"))));
        return json(List.of(conversations.membership(conversation, member.id())), null);
    }

    private static Membership mute(UserRef member, Optional<String> until) {
        return until.map(MemberResource::instant)
                .map(end -> Membership.muted(member.handle(), end))
                .orElseGet(() -> Membership.of(Event.UNMUTED, List.of(member.handle())));
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text).truncatedTo(ChronoUnit.MILLIS);
        } catch (DateTimeParseException e) {
            throw new Refusal(ErrorCode.MALFORMED, "mutedUntil is a time of RFC 3339, or null");
        }
    }

    /** Removes somebody from a group, or leaves it. */
    @DELETE
    @Path("{user}")
    public void remove(
            @Context SecurityContext security, @PathParam("id") String id, @PathParam("user") String handle) {
        UserRef caller = callers.user(security);
        UserRef member = callers.user(handle);
        Event event = member.id() == caller.id() ? Event.LEFT : Event.REMOVED;
        log.append(caller, Callers.conversation(id), Membership.of(event, List.of(member.handle())));
    }

    private static List<String> handles(List<UserRef> people) {
        return people.stream().map(UserRef::handle).toList();
    }

    private String json(List<Member> members, String next) {
        Map<Long, UserRef> people =
                users.byIds(members.stream().map(Member::userId).collect(Collectors.toSet()));
        Set<Long> disabled = accounts.disabled(people.keySet());
        return Paging.json(
                "members",
                members.stream()
                        .map(member -> json(member, people.get(member.userId()), disabled.contains(member.userId()))),
                next);
    }

    private static String json(Member member, UserRef user, boolean disabled) {
        return JsonText.object(generator -> {
            generator
                    .write("user", user.handle())
                    .write("name", user.name())
                    .write("role", member.role().wire())
                    .write("joinedSeq", member.joinedSeq())
                    .write("delivered", member.deliveredSeq())
                    .write("read", member.readSeq());
            if (disabled) {
                generator.write("disabled", true);
            }
            // That somebody is blocked in a direct conversation is nobody's business.
            member.mutedUntil().ifPresent(end -> generator.write("mutedUntil", FrameCodec.encode(end)));
        });
    }
}
