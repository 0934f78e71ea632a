package org.parley.admin;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.bind.annotation.JsonbNillable;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;

import org.parley.audit.AuditTrail;
import org.parley.audit.Deed;
import org.parley.conversation.Conversations;
import org.parley.conversation.Conversations.Standstill;
import org.parley.conversation.GroupRecord;
import org.parley.conversation.MemberDirectory;
import org.parley.delivery.Distribution;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;
import org.parley.protocol.WireId;
import org.parley.rest.Body;
import org.parley.rest.Paging;
import org.parley.user.UserDirectory;
import org.parley.user.UserRef;

/** Conversations, as administrators see them: from outside. An export shows what is written there, and is recorded. */
@Path("/admin/conversations")
@AdministratorsOnly
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class ConversationAdminResource {
    @Inject
    private Conversations conversations;

    @Inject
    private ConversationChanges changes;

    @Inject
    private MemberDirectory directory;

    @Inject
    private Distribution distribution;

    @Inject
    private Exports exports;

    @Inject
    private Stewardship stewardship;

    @Inject
    private UserDirectory users;

    @Inject
    private AuditTrail trail;

    @Inject
    private Deeds deeds;

    /** A group, as REST shows it. */
    public record Group(
            String id,
            String name,
            long members,
            long firstSeq,
            long lastSeq,
            boolean legalHold,
            boolean disabled,
            Instant created) {
        static Group of(GroupRecord group) {
            return new Group(
                    Long.toString(group.id()),
                    group.name(),
                    group.members(),
                    group.firstSeq(),
                    group.lastSeq(),
                    group.legalHold(),
                    group.disabled(),
                    group.created());
        }
    }

    /** @param next the cursor of the following page; null if this is the last */
    @JsonbNillable
    public record Page(List<Group> groups, String next) {}

    /**
     * @param legalHold whether nothing of it is removed because of its age
     * @param disabled whether nobody changes anything in it
     */
    public record State(String id, boolean legalHold, boolean disabled) {
        static State of(long id, Standstill now) {
            return new State(Long.toString(id), now.legalHold(), now.disabled());
        }
    }

    @GET
    public Page groups(
            @QueryParam("query") @DefaultValue("") String query,
            @QueryParam("limit") @DefaultValue("50") String limit,
            @QueryParam("cursor") @DefaultValue("") String cursor) {
        int size = Paging.limit(limit);
        long after = cursor.isEmpty() ? 0 : Paging.number("cursor", cursor, 1);
        List<GroupRecord> found = conversations.groups(Paging.query(query), after, size + 1);
        return new Page(
                Paging.page(found, size).stream().map(Group::of).toList(), Paging.next(found, size, GroupRecord::id));
    }

    /** Finds the direct conversation of two users, which is in no list. */
    @GET
    @Path("direct")
    public State direct(
            @QueryParam("one") @DefaultValue("") String one, @QueryParam("other") @DefaultValue("") String other) {
        long id = conversations
                .findDirect(existingUser(one), existingUser(other))
                .orElseThrow(() -> new Refusal(ErrorCode.NOT_FOUND, "These two have never written to each other."));
        return State.of(id, conversations.standstill(id).orElseThrow());
    }

    private UserRef existingUser(String handle) {
        return users.byHandle(handle)
                .orElseThrow(() -> new Refusal(ErrorCode.NOT_FOUND, "There is no user " + handle + "."));
    }

    /**
     * Puts a conversation on hold, or disables a group, or no longer; or hands a group over to another member. A hold can be
     * on a direct conversation, too.
     */
    @PATCH
    @Path("{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    public State change(@PathParam("id") String id, Body body) {
        Optional<Boolean> hold = body.boolIfPresent("legalHold");
        Optional<Boolean> disabled = body.boolIfPresent("disabled");
        Optional<String> owner = body.optionalString("owner");
        if (hold.isEmpty() && disabled.isEmpty() && owner.isEmpty()) {
            throw new Refusal(ErrorCode.MALFORMED, "Say legalHold, disabled, or owner.");
        }
        long conversation = existing(id);
        // First what can be refused: only groups have an owner, and only they can be disabled.
        owner.ifPresent(handle -> handOver(conversations.group(conversation).id(), handle));
        disabled.ifPresent(on -> disable(conversation, on));
        hold.ifPresent(on -> changes.hold(conversation, on, deeds.of(on ? "hold.set" : "hold.lift", id)));
        return State.of(conversation, conversations.standstill(conversation).orElseThrow());
    }

    private void handOver(long group, String handle) {
        UserRef member = existingUser(handle);
        stewardship.handOver(group, member, deeds.of("group.owner", Long.toString(group), Deed.person(member.id())));
    }

    /** First those who might write are kept from it; then everybody learns why. */
    private void disable(long group, boolean on) {
        String action = on ? "group.disable" : "group.enable";
        changes.disable(group, on, deeds.of(action, Long.toString(group))).ifPresent(changed -> {
            distribution.membersChanged(group, changed.version());
            directory.of(group).ifPresent(members -> distribution.announce(group, members.users()));
        });
    }

    /** Ends a group for all of its members. What is written there stays for exports, until it is too old. */
    @DELETE
    @Path("{id}")
    public void dissolve(@PathParam("id") String id) {
        long group = conversations.group(existing(id)).id();
        stewardship.dissolve(group, deeds.of("group.dissolve", id));
    }

    @GET
    @Path("{id}/export")
    @Produces(Exports.MEDIA_TYPE)
    public Response export(@PathParam("id") String id) {
        long conversation = existing(id);
        trail.record(deeds.of("export.conversation", id));
        StreamingOutput lines = out -> exports.conversation(conversation, out);
        return Response.ok(lines, Exports.MEDIA_TYPE)
                .header("Content-Disposition", "attachment; filename=\"conversation-" + conversation + ".jsonl\"")
                .build();
    }

    private long existing(String id) {
        return WireId.parse(id)
                .filter(conversation -> conversations.standstill(conversation).isPresent())
                .orElseThrow(() -> new Refusal(ErrorCode.NOT_FOUND, "There is no such conversation."));
    }
}
