package org.parley.file;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.parley.config.Settings;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;

/** Takes files in, from the stream to the ledger. Of an upload that fails nothing is left. Thread-safe. */
@ApplicationScoped
class Uploads {
    private static final Logger LOG = Logger.getLogger(Uploads.class.getName());
    private static final int AT_ONCE = 60;
    private static final int AT_ONCE_PER_USER = 6;

    @Inject
    private Receiver receiver;

    @Inject
    private Images images;

    @Inject
    private FileLedger ledger;

    @Inject
    private Archive archive;

    @Inject
    private Settings settings;

    @Inject
    private MeterRegistry metrics;

    private final Map<Long, Integer> byUser = new ConcurrentHashMap<>();
    private final AtomicInteger running = new AtomicInteger();

    /** All counters are there from the start: an alarm sees no growth from nothing to one. */
    void start(@Observes @Initialized(ApplicationScoped.class) Object event) {
        outcomes(true);
        outcomes(false);
    }

    private Counter outcomes(boolean kept) {
        return Counter.builder("parley.uploads")
                .description("What became of uploads")
                .tag("outcome", kept ? "kept" : "refused")
                .register(metrics);
    }

    /**
     * Reads a request's body to its end and keeps the file that is in it.
     *
     * @throws Refusal with the reason, if it is not kept
     */
    Stored take(long user, InputStream body, String contentType) {
        begin(user);
        boolean kept = false;
        try {
            long quota = settings.files().quota();
            long left = Math.max(0, quota - ledger.usedBy(user));
            long limit = Math.min(settings.files().maxSize(), left);
            Refusal tooLarge = limit < settings.files().maxSize() ? FileLedger.overQuota(quota) : tooLarge();
            Stored stored = UploadForm.read(
                    body, contentType, (content, name) -> keep(user, receiver.receive(content, name, limit, tooLarge)));
            kept = true;
            return stored;
        } catch (IOException e) {
            LOG.log(Level.FINE, "An upload did not come to its end", e);
            throw new Refusal(ErrorCode.MALFORMED, "The upload was cut off; send it again.");
        } finally {
            end(user);
            outcomes(kept).increment();
        }
    }

    /**
     * @param length what the request says of the size of its body; null if it says nothing
     * @param form how much of it may not be the file
     * @throws Refusal if it is too large, before anything of it is read
     */
    void checkAnnounced(String length, long form) {
        if (length != null
                && length.matches("\\d{1,18}")
                && Long.parseLong(length) > settings.files().maxSize() + form) {
            throw tooLarge();
        }
    }

    private Stored keep(long user, Incoming received) throws IOException {
        try (received) {
            String type = FileType.of(received.path(), received.name());
            Optional<Picture> picture = FileType.isImage(type) ? images.look(received, type) : Optional.empty();
            try (Upload upload = new Upload(received, type, picture)) {
                return archive.keep(user, upload, settings.files().quota());
            }
        }
    }

    private Refusal tooLarge() {
        return new Refusal(
                ErrorCode.TOO_LARGE, "A file has at most " + settings.files().maxSize() + " bytes.");
    }

    /**
     * Takes one of the places of those who send something: each of them holds a thread, for as long as they like.
     *
     * @throws Refusal {@code overloaded} or {@code rate_limited} if there is none; otherwise {@link #end} is to be called
     */
    void begin(long user) {
        if (running.incrementAndGet() > AT_ONCE) {
            running.decrementAndGet();
            throw new Refusal(ErrorCode.OVERLOADED, "Too many files are being uploaded; try again.", Refusal.SOON);
        }
        if (byUser.merge(user, 1, Integer::sum) > AT_ONCE_PER_USER) {
            end(user);
            throw new Refusal(
                    ErrorCode.RATE_LIMITED, "You upload " + AT_ONCE_PER_USER + " files already; wait.", Refusal.SOON);
        }
    }

    void end(long user) {
        running.decrementAndGet();
        byUser.computeIfPresent(user, (id, count) -> count == 1 ? null : count - 1);
    }
}
