package org.parley.file;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.ejb.EJBException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;

/** Pictures of people: a small square, decoded and encoded again, so that nothing but pixels of what came is kept. */
@ApplicationScoped
class Avatars {
    private static final Logger LOG = Logger.getLogger(Avatars.class.getName());
    private static final long MAX_SIZE = 10L * 1024 * 1024;

    @Inject
    private Receiver receiver;

    @Inject
    private Images images;

    @Inject
    private FileLedger ledger;

    /** @throws Refusal if it is no image that the server can read */
    void change(long user, InputStream body, String contentType) {
        Refusal tooLarge = new Refusal(ErrorCode.TOO_LARGE, "A picture has at most " + MAX_SIZE + " bytes.");
        try {
            UploadForm.read(body, contentType, (content, name) -> {
                try (Incoming received = receiver.receive(content, name, MAX_SIZE, tooLarge);
                        Incoming square = images.avatar(received).orElseThrow(Avatars::noImage)) {
                    keep(user, square);
                }
                return null;
            });
        } catch (IOException e) {
            LOG.log(Level.FINE, "A picture did not come to its end", e);
            throw Refusal.unavailable("The picture could not be stored; try again.");
        }
    }

    private void keep(long user, Incoming square) {
        try {
            ledger.claim(square.key());
        } catch (EJBException e) {
            LOG.log(Level.FINE, "Somebody else has the same picture, or the database is away", e);
        }
        boolean kept = false;
        try {
            ledger.changeAvatar(user, square);
            kept = true;
        } finally {
            if (!kept) {
                ledger.discard(square.key());
            }
        }
    }

    void remove(long user) {
        ledger.changeAvatar(user, null);
    }

    Optional<String> of(long user) {
        return ledger.avatar(user);
    }

    private static Refusal noImage() {
        return new Refusal(ErrorCode.UNSUPPORTED, "A picture is a JPEG, PNG or GIF of a reasonable size.");
    }
}
