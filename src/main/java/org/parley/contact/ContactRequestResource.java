package org.parley.contact;

import java.util.EnumSet;
import java.util.Optional;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
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

import org.parley.contact.Relation.Step;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;
import org.parley.rest.Body;
import org.parley.user.DisplayName;
import org.parley.user.UserRef;

/** Requests to be a contact. */
@Path("/contact-requests")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class ContactRequestResource {
    @Inject
    private ContactActions actions;

    @Inject
    private ContactPages pages;

    /** Requests that wait for an answer, by the caller and to the caller. */
    @GET
    public String requests(
            @Context SecurityContext security,
            @QueryParam("limit") @DefaultValue("200") String limit,
            @QueryParam("cursor") @DefaultValue("0") String cursor) {
        return pages.page(
                pages.caller(security), "requests", EnumSet.of(Relation.REQUESTED, Relation.INCOMING), limit, cursor);
    }

    /** Asks somebody to be a contact. Of two who ask each other, the second accepts. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public String request(@Context SecurityContext security, Body body) {
        UserRef other = pages.user(body.string("user"));
        Optional<String> text = body.optionalString("text")
                .map(line -> DisplayName.line("text", line, Contacts.MAX_TEXT))
                .filter(line -> !line.isEmpty());
        return ContactPages.json(other, actions.take(pages.caller(security), other, Step.REQUEST, text));
    }

    /** Answers a request, or takes the own one back. */
    @PATCH
    @Path("{user}")
    @Consumes(MediaType.APPLICATION_JSON)
    public String answer(@Context SecurityContext security, @PathParam("user") String handle, Body body) {
        Step step =
                switch (body.string("state")) {
                    case "accepted" -> Step.ACCEPT;
                    case "refused" -> Step.REFUSE;
                    case "blocked" -> Step.BLOCK;
                    case "withdrawn" -> Step.WITHDRAW;
                    default ->
                        throw new Refusal(ErrorCode.MALFORMED, "state is accepted, refused, blocked or withdrawn");
                };
        UserRef other = pages.user(handle);
        return ContactPages.json(other, actions.take(pages.caller(security), other, step, Optional.empty()));
    }
}
