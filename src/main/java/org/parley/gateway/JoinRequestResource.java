package org.parley.gateway;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
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

import org.parley.audit.Deed;
import org.parley.conversation.Conversations;
import org.parley.conversation.JoinRequest;
import org.parley.conversation.JoinRequests;
import org.parley.conversation.JoinState;
import org.parley.conversation.JoinState.Step;
import org.parley.delivery.Distribution;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.FrameCodec;
import org.parley.protocol.JsonText;
import org.parley.protocol.Membership;
import org.parley.protocol.Membership.Event;
import org.parley.protocol.Refusal;
import org.parley.rest.Body;
import org.parley.rest.Paging;
import org.parley.security.Proxies;
import org.parley.user.DisplayName;
import org.parley.user.UserDirectory;
import org.parley.user.UserRef;

/** Who wants to come into a group. */
@Path("/conversations/{id}/join-requests")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class JoinRequestResource {
    @Inject
    private Conversations conversations;

    @Inject
    private JoinRequests requests;

    @Inject
    private UserDirectory users;

    @Inject
    private LogCommands log;

    @Inject
    private Moderation moderation;

    @Inject
    private Proxies proxies;

    @Context
    private HttpServletRequest request;

    @Inject
    private Distribution distribution;

    @Inject
    private Callers callers;

    @GET
    public String list(
            @Context SecurityContext security,
            @PathParam("id") String id,
            @QueryParam("state") @DefaultValue("pending") String state,
            @QueryParam("limit") @DefaultValue("200") String limit,
            @QueryParam("cursor") @DefaultValue("0") String cursor) {
        long group = Callers.conversation(id);
        int size = Paging.limit(limit);
        List<JoinRequest> found = requests.list(
                conversations.membership(group, callers.user(security).id()),
                listed(state),
                Paging.number("cursor", cursor, 0),
                size + 1);
        List<JoinRequest> page = Paging.page(found, size);
        Map<Long, UserRef> people =
                users.byIds(page.stream().map(JoinRequest::userId).collect(Collectors.toSet()));
        return Paging.json(
                "requests",
                page.stream().map(request -> json(request, people.get(request.userId()))),
                Paging.next(found, size, JoinRequest::userId));
    }

    private static JoinState listed(String state) {
        return switch (state) {
            case "pending" -> JoinState.PENDING;
            case "refused" -> JoinState.REFUSED;
            case "blocked" -> JoinState.BLOCKED;
            default -> throw new Refusal(ErrorCode.MALFORMED, "state is pending, refused or blocked");
        };
    }

    /** Asks to be let in. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public String ask(@Context SecurityContext security, @PathParam("id") String id, Body body) {
        long group = Callers.conversation(id);
        UserRef caller = callers.user(security);
        Optional<String> text = body.optionalString("text")
                .map(line -> DisplayName.line("text", line, JoinRequests.MAX_TEXT))
                .filter(line -> !line.isEmpty());
        requests.ask(group, caller, text.orElse(null));
        tellThoseWhoDecide(group);
        return json(caller, JoinState.PENDING);
    }

    /** Accepts, refuses, blocks or unblocks somebody, or takes the own request back. */
    @PATCH
    @Path("{user}")
    @Consumes(MediaType.APPLICATION_JSON)
    public String decide(
            @Context SecurityContext security,
            @PathParam("id") String id,
            @PathParam("user") String handle,
            Body body) {
        long group = Callers.conversation(id);
        UserRef caller = callers.user(security);
        UserRef user = callers.user(handle);
        switch (body.string("state")) {
            case "accepted" -> log.append(caller, group, Membership.of(Event.ACCEPTED, List.of(user.handle())));
            case "refused" -> decide(group, caller, user, Step.REFUSE);
            case "blocked" -> decide(group, caller, user, Step.BLOCK);
            case "unblocked" -> decide(group, caller, user, Step.UNBLOCK);
            case "withdrawn" -> withdraw(group, caller, user);
            default ->
                throw new Refusal(ErrorCode.MALFORMED, "state is accepted, refused, blocked, unblocked or withdrawn");
        }
        tellThoseWhoDecide(group);
        return JsonText.object(generator -> generator
                .write("user", user.handle())
                .write("name", user.name())
                .write("state", body.string("state")));
    }

    private void decide(long group, UserRef caller, UserRef user, Step decision) {
        Deed deed = moderation.deed(caller, group, decision, user, proxies.address(request));
        requests.decide(group, caller, user, decision, deed);
    }

    private void withdraw(long group, UserRef caller, UserRef user) {
        if (caller.id() != user.id()) {
            throw new Refusal(ErrorCode.FORBIDDEN, "Only who made a request takes it back.");
        }
        requests.withdraw(group, caller);
    }

    /** Their summary of the group says how many wait. */
    private void tellThoseWhoDecide(long group) {
        Set<Long> deciding = new HashSet<>(conversations.administrators(group));
        if (!deciding.isEmpty()) {
            distribution.announce(group, deciding);
        }
    }

    private static String json(UserRef user, JoinState state) {
        return JsonText.object(generator -> generator
                .write("user", user.handle())
                .write("name", user.name())
                .write("state", state.wire()));
    }

    private static String json(JoinRequest request, UserRef user) {
        return JsonText.object(generator -> {
            generator
                    .write("user", user.handle())
                    .write("name", user.name())
                    .write("state", request.state().wire());
            if (request.text() != null) {
                generator.write("text", request.text());
            }
            generator.write("at", FrameCodec.encode(request.changedAt()));
        });
    }
}
