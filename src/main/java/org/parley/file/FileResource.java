package org.parley.file;

import java.io.InputStream;
import java.net.URI;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;

import org.parley.config.Settings;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.JsonText;
import org.parley.protocol.Refusal;
import org.parley.protocol.WireId;
import org.parley.rest.Limited;
import org.parley.security.FileTickets;
import org.parley.security.ParleyPrincipal;

/** Files: uploading them, and reading those that one may read. */
@Path("/files")
@RequestScoped
public class FileResource {
    /** What a request has besides the file itself. */
    private static final long FORM = 16_384;

    @Inject
    private Uploads uploads;

    @Inject
    private FileLedger ledger;

    @Inject
    private Download download;

    @Inject
    private FileTickets tickets;

    @Inject
    private Settings settings;

    /** The answer is what an entry will tell of the file, with the id by which it is sent. */
    @POST
    @Limited(Limited.Kind.UPLOAD)
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @Produces(MediaType.APPLICATION_JSON)
    public Response upload(
            @Context SecurityContext security,
            @HeaderParam(HttpHeaders.CONTENT_TYPE) String contentType,
            @HeaderParam(HttpHeaders.CONTENT_LENGTH) String length,
            InputStream body) {
        uploads.checkAnnounced(length, FORM);
        Stored stored = uploads.take(user(security), body, contentType);
        return Response.created(URI.create("files/" + stored.id()))
                .entity(JsonText.object(json -> {
                    json.write("id", Long.toString(stored.id()));
                    stored.info().write(json);
                }))
                .build();
    }

    /** How much the caller may upload, and has uploaded. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public String room(@Context SecurityContext security) {
        long used = ledger.usedBy(user(security));
        return JsonText.object(json -> json.write("maxSize", settings.files().maxSize())
                .write("quota", settings.files().quota())
                .write("used", used));
    }

    @GET
    @Path("{file}")
    @Produces(MediaType.WILDCARD)
    public Response read(
            @Context SecurityContext security,
            @Context Request request,
            @Context HttpHeaders headers,
            @PathParam("file") String id) {
        return download.file(file(user(security), id), request, headers, false);
    }

    /** A small picture of an image. */
    @GET
    @Path("{file}/preview")
    @Produces(MediaType.WILDCARD)
    public Response preview(
            @Context SecurityContext security,
            @Context Request request,
            @Context HttpHeaders headers,
            @PathParam("file") String id) {
        return download.preview(file(user(security), id), request, headers);
    }

    /** An address by which a browser can load the file for a while, where it can't send a token. */
    @POST
    @Path("{file}/tickets")
    @Produces(MediaType.APPLICATION_JSON)
    public Response ticket(@Context SecurityContext security, @PathParam("file") String id) {
        long user = user(security);
        String ticket = tickets.issue(user, file(user, id).id());
        return Response.status(Response.Status.CREATED)
                .entity(JsonText.object(json -> json.write("url", "/api/downloads/" + ticket)
                        .write("expiresIn", FileTickets.LIFETIME.toSeconds())))
                .build();
    }

    private Stored file(long user, String id) {
        return WireId.parse(id)
                .flatMap(file -> ledger.readable(user, file))
                .orElseThrow(() -> new Refusal(ErrorCode.NOT_FOUND, "There is no such file for you."));
    }

    private long user(SecurityContext security) {
        return ParleyPrincipal.of(security.getUserPrincipal()).userId();
    }
}
