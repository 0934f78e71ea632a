package org.parley.contact;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;

import org.parley.contact.Relation.Step;
import org.parley.rest.Body;

/** The caller's contacts and blocks. */
@Path("/contacts")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class ContactResource {
    @Inject
    private ContactActions actions;

    @Inject
    private ContactPages pages;

    /** Contacts, or with {@code blocked=true} those whom the caller has blocked. */
    @GET
    public String list(
            @Context SecurityContext security,
            @QueryParam("blocked") @DefaultValue("false") boolean blocked,
            @QueryParam("limit") @DefaultValue("200") String limit,
            @QueryParam("cursor") @DefaultValue("0") String cursor) {
        Set<Relation> wanted =
                blocked ? EnumSet.of(Relation.BLOCKING, Relation.BLOCKING_EACH) : EnumSet.of(Relation.CONTACT);
        return pages.page(pages.caller(security), "contacts", wanted, limit, cursor);
    }

    @DELETE
    @Path("{user}")
    public void remove(@Context SecurityContext security, @PathParam("user") String handle) {
        actions.take(pages.caller(security), pages.user(handle), Step.REMOVE, Optional.empty());
    }

    /** Blocks or unblocks somebody, contact or not. */
    @PATCH
    @Path("{user}")
    @Consumes(MediaType.APPLICATION_JSON)
    public String block(@Context SecurityContext security, @PathParam("user") String handle, Body body) {
        Step step = body.bool("blocked") ? Step.BLOCK : Step.UNBLOCK;
        return ContactPages.json(
                pages.user(handle), actions.take(pages.caller(security), pages.user(handle), step, Optional.empty()));
    }
}
