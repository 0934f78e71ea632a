package org.parley.admin;

import java.time.Instant;
import java.util.List;

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

/** The audit trail. Nothing here changes it. */
@Path("/admin/audit")
@AdministratorsOnly
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class AuditResource {
    @Inject
    private AuditTrail trail;

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
        static Item of(AuditRecord entry) {
            return new Item(
                    entry.seq(),
                    entry.at(),
                    entry.deed().actor(),
                    entry.deed().action(),
                    entry.deed().target(),
                    entry.deed().details(),
                    entry.deed().address(),
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
        int size = Pages.limit(limit);
        List<AuditRecord> found =
                trail.before(Pages.number("cursor", cursor), Pages.query(actor), Pages.query(action), size + 1);
        return new Page(
                Pages.page(found, size).stream().map(Item::of).toList(), Pages.next(found, size, AuditRecord::seq));
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
