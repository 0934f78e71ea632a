package org.parley.file;

import jakarta.annotation.security.PermitAll;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;

import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;
import org.parley.security.FileTickets;

/** Files by ticket, for browsers' players and downloads, which send no token. A ticket gives no more than its user has now. */
@Path("/downloads")
@PermitAll
@RequestScoped
public class DownloadResource {
    @Inject
    private FileTickets tickets;

    @Inject
    private FileLedger ledger;

    @Inject
    private Download download;

    @GET
    @Path("{ticket}")
    @Produces(MediaType.WILDCARD)
    public Response read(
            @Context Request request,
            @Context HttpHeaders headers,
            @PathParam("ticket") String ticket,
            @QueryParam("save") String save) {
        Stored file = tickets.check(ticket)
                .flatMap(grant -> ledger.readable(grant.user(), grant.file()))
                .orElseThrow(
                        () -> new Refusal(ErrorCode.NOT_FOUND, "There is no such file, or the address is too old."));
        return download.file(file, request, headers, save != null);
    }
}
