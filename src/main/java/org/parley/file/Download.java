package org.parley.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;

import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;
import org.parley.rest.Problem;

/** Answers with a file or a part of it, so that no browser takes it for a page of Parley's. */
@ApplicationScoped
class Download {
    private static final Logger LOG = Logger.getLogger(Download.class.getName());

    /** To be asked for again each time, because who may read it changes; the answer then is short. */
    private static final String CACHING = "private, no-cache";

    @Inject
    private BlobStore store;

    /** What is sent under which name. */
    private record Body(String key, String type, long size, String disposition) {}

    /** @param attachment whether it is to be saved, even if browsers could show it */
    Response file(Stored file, Request request, HttpHeaders headers, boolean attachment) {
        String type = file.info().type();
        boolean inline = FileType.isSafe(type) && !attachment;
        return send(
                new Body(
                        file.blobKey(),
                        // Nothing that a page could load as its own script or style.
                        FileType.isSafe(type) ? type : FileType.UNKNOWN,
                        file.info().size(),
                        FileName.disposition(inline, file.info().name())),
                request,
                headers);
    }

    Response preview(Stored file, Request request, HttpHeaders headers) {
        if (file.previewKey() == null) {
            throw new Refusal(ErrorCode.NOT_FOUND, "This file has no preview.");
        }
        return send(new Body(file.previewKey(), null, file.previewBytes(), "inline"), request, headers);
    }

    /** @param key of a picture of a person */
    Response avatar(String key, Request request, HttpHeaders headers) {
        try {
            return send(new Body(key, "image/jpeg", size(key), "inline"), request, headers);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "The store does not give content " + key, e);
            throw Refusal.unavailable("The picture can't be read now; try again.");
        }
    }

    private long size(String key) throws IOException {
        return store.size(key).orElseThrow(() -> new Refusal(ErrorCode.NOT_FOUND, "The picture is lost."));
    }

    private Response send(Body body, Request request, HttpHeaders headers) {
        EntityTag tag = new EntityTag(body.key().substring(0, 32));
        Response.ResponseBuilder instead = request.evaluatePreconditions(tag);
        if (instead != null) {
            return instead(common(instead, tag).build());
        }
        try {
            Optional<ByteRange> range = rangeStillMeant(headers, tag)
                    ? ByteRange.of(headers.getHeaderString("Range"), body.size())
                    : Optional.empty();
            return common(content(body, range, "HEAD".equals(request.getMethod())), tag)
                    .build();
        } catch (ByteRange.Unsatisfiable e) {
            return Response.fromResponse(
                            new Problem(416, "range", "The file has " + body.size() + " bytes.").response())
                    .header("Content-Range", "bytes */" + body.size())
                    .build();
        } catch (NoSuchFileException e) {
            LOG.log(Level.WARNING, "The store has no content {0}, though a file needs it", body.key());
            throw new Refusal(ErrorCode.NOT_FOUND, "The content of this file is lost.");
        } catch (IOException e) {
            LOG.log(Level.WARNING, "The store does not give content " + body.key(), e);
            throw Refusal.unavailable("The file can't be read now; try again.");
        }
    }

    /** @return the same if it says that the client has the content already, or why it does not get what it asks for */
    private static Response instead(Response answer) {
        if (answer.getStatus() != 412) {
            return answer;
        }
        return Response.fromResponse(
                        new Problem(412, "precondition", "The content is not the one that the request names.")
                                .response())
                .tag(answer.getEntityTag())
                .build();
    }

    /** @param head whether only this is asked for; then nothing is opened that nobody would close */
    private Response.ResponseBuilder content(Body body, Optional<ByteRange> range, boolean head) throws IOException {
        ByteRange sent = range.orElse(new ByteRange(0, body.size()));
        Response.ResponseBuilder response = Response.status(range.isPresent() ? 206 : 200)
                .entity(head ? null : store.read(body.key(), sent.first(), sent.length()))
                .header(HttpHeaders.CONTENT_LENGTH, sent.length())
                .header(HttpHeaders.CONTENT_DISPOSITION, body.disposition())
                .type(body.type() == null ? previewType(body.key(), body.size()) : body.type());
        range.ifPresent(part -> response.header("Content-Range", part.of(body.size())));
        return response;
    }

    private static Response.ResponseBuilder common(Response.ResponseBuilder response, EntityTag tag) {
        return response.tag(tag).header("Accept-Ranges", "bytes").header(HttpHeaders.CACHE_CONTROL, CACHING);
    }

    /** @return whether a range of what the client has is a range of what there is */
    private static boolean rangeStillMeant(HttpHeaders headers, EntityTag tag) {
        String condition = headers.getHeaderString("If-Range");
        return condition == null || condition.strip().equals('"' + tag.getValue() + '"');
    }

    /** Previews are JPEG or PNG, which begin differently. */
    private String previewType(String key, long size) throws IOException {
        try (InputStream stream = store.read(key, 0, Math.min(1, size))) {
            return stream.read() == 0x89 ? "image/png" : "image/jpeg";
        }
    }
}
