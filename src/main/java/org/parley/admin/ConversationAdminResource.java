package org.parley.admin;

import java.time.Instant;
import java.util.List;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonValue;
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
import org.parley.conversation.Conversations;
import org.parley.conversation.GroupRecord;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;
import org.parley.rest.Body;

/** Conversations, as administrators see them: from outside. An export shows what is written there, and is recorded. */
@Path("/admin/conversations")
@AdministratorsOnly
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class ConversationAdminResource {
    @Inject
    private Conversations conversations;

    @Inject
    private Holds holds;

    @Inject
    private Exports exports;

    @Inject
    private Dissolution dissolution;

    @Inject
    private AuditTrail trail;

    @Inject
    private Deeds deeds;

    /** A group, as REST shows it. */
    public record Group(
            String id, String name, long members, long firstSeq, long lastSeq, boolean legalHold, Instant created) {
        static Group of(GroupRecord group) {
            return new Group(
                    Long.toString(group.id()),
                    group.name(),
                    group.members(),
                    group.firstSeq(),
                    group.lastSeq(),
                    group.legalHold(),
                    group.created());
        }
    }

    /** @param next the cursor of the following page; null if this is the last */
    @JsonbNillable
    public record Page(List<Group> groups, String next) {}

    /** @param legalHold whether nothing of it is removed because of its age */
    public record Hold(String id, boolean legalHold) {}

    @GET
    public Page groups(
            @QueryParam("query") @DefaultValue("") String query,
            @QueryParam("limit") @DefaultValue("50") String limit,
            @QueryParam("cursor") @DefaultValue("") String cursor) {
        int size = Pages.limit(limit);
        long after = cursor.isEmpty() ? 0 : Pages.number("cursor", cursor);
        List<GroupRecord> found = conversations.groups(Pages.query(query), after, size + 1);
        return new Page(
                Pages.page(found, size).stream().map(Group::of).toList(), Pages.next(found, size, GroupRecord::id));
    }

    /** Also of a direct conversation, whose id an administrator must know from elsewhere. */
    @PATCH
    @Path("{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    public Hold hold(@PathParam("id") String id, Body body) {
        JsonValue value = body.json().get("legalHold");
        if (value != JsonValue.TRUE && value != JsonValue.FALSE) {
            throw new Refusal(ErrorCode.MALFORMED, "legalHold is true or false");
        }
        boolean on = value == JsonValue.TRUE;
        holds.set(existing(id), on, deeds.of(on ? "hold.set" : "hold.lift", id));
        return new Hold(id, on);
    }

    /** Ends a group for all of its members. What is written there stays for exports, until it is too old. */
    @DELETE
    @Path("{id}")
    public void dissolve(@PathParam("id") String id) {
        long group = conversations.group(existing(id)).id();
        trail.record(deeds.of("group.dissolve", id));
        dissolution.dissolve(group);
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
        try {
            long conversation = Long.parseLong(id);
            if (conversations.held(conversation).isPresent()) {
                return conversation;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new Refusal(ErrorCode.NOT_FOUND, "There is no such conversation.");
    }
}
