package org.parley.security;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;

import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;
import org.parley.rest.Paging;

/** The own sessions: where one is logged in. */
@Path("/me/sessions")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class SessionResource {
    @Inject
    private SessionStore sessions;

    @Inject
    private Accounts accounts;

    @Context
    private HttpServletRequest request;

    @GET
    public SessionList list(
            @QueryParam("limit") @DefaultValue("200") String limit,
            @QueryParam("cursor") @DefaultValue("") String cursor) {
        ParleyPrincipal caller = caller();
        int size = Paging.limit(limit);
        return SessionList.of(sessions.of(caller.userId(), caller.sessionId(), cursor, size + 1), size);
    }

    /** Logs out everywhere but here. */
    @DELETE
    public void endOthers() {
        ParleyPrincipal caller = caller();
        accounts.endSessions(caller.userId(), caller.sessionId());
    }

    @DELETE
    @Path("{id}")
    public void end(@PathParam("id") String id) {
        if (!accounts.endSession(caller().userId(), id)) {
            throw new Refusal(ErrorCode.NOT_FOUND, "You have no such session.");
        }
    }

    private ParleyPrincipal caller() {
        return ParleyPrincipal.of(request.getUserPrincipal());
    }
}
