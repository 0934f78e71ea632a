package org.parley.file;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;

import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;

/**
 * Pictures of people and groups: a small square, decoded and encoded again, so that nothing but pixels of what came is kept.
 * Thread-safe.
 */
@ApplicationScoped
public class Avatars {
    private static final Logger LOG = Logger.getLogger(Avatars.class.getName());
    private static final long MAX_SIZE = 10L * 1024 * 1024;

    @Inject
    private Uploads uploads;

    @Inject
    private Receiver receiver;

    @Inject
    private Images images;

    @Inject
    private FileLedger ledger;

    @Inject
    private Archive archive;

    @Inject
    private Download download;

    /**
     * Takes an image from a request's body and keeps a square of it.
     *
     * @param use puts the picture, of which it gets the key, to use; otherwise it goes again
     * @throws Refusal if it is no image that the server can read; or what {@code use} throws
     */
    public void take(long user, InputStream body, String contentType, Consumer<String> use) {
        Refusal tooLarge = new Refusal(ErrorCode.TOO_LARGE, "A picture has at most " + MAX_SIZE + " bytes.");
        uploads.begin(user);
        try {
            UploadForm.read(body, contentType, (content, name) -> {
                try (Incoming received = receiver.receive(content, name, MAX_SIZE, tooLarge);
                        Incoming square = images.avatar(received).orElseThrow(Avatars::noImage)) {
                    keep(user, square, use);
                }
                return null;
            });
        } catch (IOException e) {
            LOG.log(Level.FINE, "A picture did not come to its end", e);
            throw new Refusal(ErrorCode.MALFORMED, "The upload was cut off; send it again.");
        } finally {
            uploads.end(user);
        }
    }

    private void keep(long user, Incoming square, Consumer<String> use) {
        Stored stored = archive.keep(user, new Upload(square, "image/jpeg", Optional.empty()), Long.MAX_VALUE);
        try {
            use.accept(stored.blobKey());
        } finally {
            // From now on the picture keeps its content by itself, or nobody needs it.
            archive.withdraw(stored.id());
        }
    }

    /** Answers with a picture. */
    public Response answer(String key, Request request, HttpHeaders headers) {
        return download.avatar(key, request, headers);
    }

    /** Removes the content of a picture, unless something uses it. */
    public void discard(String key) {
        archive.discard(key);
    }

    /** @param key null to have none any more */
    void change(long user, String key) {
        ledger.changeAvatar(user, key).ifPresent(archive::discard);
    }

    Optional<String> of(long user) {
        return ledger.avatar(user);
    }

    private static Refusal noImage() {
        return new Refusal(ErrorCode.UNSUPPORTED, "A picture is a JPEG, PNG or GIF of a reasonable size.");
    }
}
