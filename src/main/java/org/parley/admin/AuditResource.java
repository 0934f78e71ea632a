package org.parley.admin;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.bind.annotation.JsonbNillable;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

import org.parley.audit.AuditRecord;
import org.parley.audit.AuditTrail;
import org.parley.audit.AuditVerification;
import org.parley.audit.Deed;
import org.parley.rest.Paging;
import org.parley.user.UserDirectory;
import org.parley.user.UserRef;

/** The audit trail. Nothing here changes it. */
@Path("/admin/audit")
@AdministratorsOnly
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class AuditResource {
    @Inject
    private AuditTrail trail;

    @Inject
    private UserDirectory users;

    @Inject
    private AuditVerification verification;

    /** An entry, as REST shows it. */
    public record Item(
            long seq,
            Instant at,
            String actor,
            String action,
            String target,
            String details,
            String address,
            String hash) {
        static Item of(AuditRecord entry, Map<Long, String> handles) {
            Deed deed = entry.deed().withHandles(handles);
            return new Item(
                    entry.seq(),
                    entry.at(),
                    deed.actor(),
                    deed.action(),
                    deed.target(),
                    deed.details(),
                    deed.address(),
                    entry.hash());
        }
    }

    /** @param next the cursor of the following page; null if this is the last */
    @JsonbNillable
    public record Page(List<Item> entries, String next) {}

    /**
     * @param hash of the last good entry: to be noted elsewhere
     * @param fault null if the trail is intact
     */
    @JsonbNillable
    public record Verdict(boolean intact, long entries, String hash, String fault) {}

    @GET
    public Page list(
            @QueryParam("actor") @DefaultValue("") String actor,
            @QueryParam("action") @DefaultValue("") String action,
            @QueryParam("limit") @DefaultValue("50") String limit,
            @QueryParam("cursor") @DefaultValue("9223372036854775807") String cursor) {
        int size = Paging.limit(limit);
        List<AuditRecord> found = trail.before(
                Paging.number("cursor", cursor, 1), actors(Paging.query(actor)), Paging.query(action), size + 1);
        List<AuditRecord> page = Paging.page(found, size);
        Map<Long, String> handles = handles(page);
        return new Page(
                page.stream().map(entry -> Item.of(entry, handles)).toList(),
                Paging.next(found, size, AuditRecord::seq));
    }

    /** Entries of the first builds have handles. */
    private Set<String> actors(String handle) {
        if (handle.isEmpty()) {
            return Set.of();
        }
        return Stream.concat(Stream.of(handle), users.byHandle(handle).map(user -> Deed.person(user.id())).stream())
                .collect(Collectors.toSet());
    }

    private Map<Long, String> handles(List<AuditRecord> entries) {
        Set<Long> people = entries.stream()
                .flatMap(entry -> entry.deed().people().stream())
                .collect(Collectors.toSet());
        return users.byIds(people).values().stream().collect(Collectors.toMap(UserRef::id, UserRef::handle));
    }

    /** Looks whether anybody changed, removed or inserted an entry. */
    @POST
    @Path("verify")
    public Verdict verify() {
        AuditVerification.Result result = verification.verify();
        return new Verdict(
                result.fault().isEmpty(),
                result.entries(),
                result.hash(),
                result.fault().orElse(null));
    }
}
