package org.parley.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.parley.config.Settings;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;
import org.parley.timer.Steady;

/**
 * Writes what comes in to the disk of this node as it comes, never more of it in memory than a buffer, and never more on
 * the disk than is allowed. Whatever goes wrong, nothing of it is left behind. Thread-safe.
 */
@ApplicationScoped
class Receiver {
    private static final Logger LOG = Logger.getLogger(Receiver.class.getName());
    private static final int BUFFER = 65_536;
    private static final int ROOM_CHECKED_EVERY = 256;
    private static final Duration LONGEST = Duration.ofHours(2);

    @Inject
    private Settings settings;

    @Inject
    private Clock clock;

    @Inject
    @Steady
    private InstantSource steady;

    /**
     * @param limit bytes that are taken at most
     * @param tooLarge what whoever sends more is told
     * @throws Refusal if it is empty or too large, or if the disk does not take it
     * @throws IOException if it does not come to its end
     */
    Incoming receive(InputStream content, String name, long limit, Refusal tooLarge) throws IOException {
        Path path = folder().resolve(UUID.randomUUID().toString());
        boolean whole = false;
        try {
            MessageDigest digest = sha256();
            long size = copy(content, path, digest, limit, tooLarge);
            if (size == 0) {
                throw new Refusal(ErrorCode.MALFORMED, "The file is empty.");
            }
            whole = true;
            return new Incoming(path, FileName.of(name), HexFormat.of().formatHex(digest.digest()), size);
        } finally {
            if (!whole) {
                discard(path);
            }
        }
    }

    private long copy(InputStream content, Path path, MessageDigest digest, long limit, Refusal tooLarge)
            throws IOException {
        Instant latest = steady.instant().plus(LONGEST);
        byte[] buffer = new byte[BUFFER];
        long size = 0;
        try (OutputStream out = open(path)) {
            int reads = 0;
            for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
                size += read;
                if (size > limit) {
                    throw tooLarge;
                }
                if (reads++ % ROOM_CHECKED_EVERY == 0) {
                    onDisk(() -> Room.require(
                            path.getParent(), BUFFER, settings.files().reserve()));
                    if (steady.instant().isAfter(latest)) {
                        throw new Refusal(ErrorCode.MALFORMED, "The upload took too long.");
                    }
                }
                digest.update(buffer, 0, read);
                int count = read;
                onDisk(() -> out.write(buffer, 0, count));
            }
        }
        return size;
    }

    /** What can't be removed now is a left-over; what went wrong before matters more. */
    private static void discard(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            LOG.log(Level.FINE, "An upload that did not come to its end is removed later", e);
        }
    }

    private static OutputStream open(Path path) {
        try {
            Files.createDirectories(path.getParent());
            return Files.newOutputStream(path);
        } catch (IOException e) {
            throw Archive.refusal(e);
        }
    }

    /** What is done with the disk of this node, and not with what comes in. */
    private interface Work {
        void run() throws IOException;
    }

    /** @throws Refusal that says so if it is the disk that fails, and not whoever sends */
    private static void onDisk(Work work) {
        try {
            work.run();
        } catch (IOException e) {
            throw Archive.refusal(e);
        }
    }

    /** Removes what a node that was killed has left behind. */
    void removeLeftOvers() throws IOException {
        Instant latest = clock.instant().minus(LONGEST).minus(LONGEST);
        if (!Files.isDirectory(folder())) {
            return;
        }
        try (Stream<Path> found = Files.list(folder())) {
            for (Path path : found.toList()) {
                if (Files.getLastModifiedTime(path).toInstant().isBefore(latest)) {
                    Files.deleteIfExists(path);
                    LOG.log(Level.FINE, "Removed an upload that never came to its end");
                }
            }
        }
    }

    private Path folder() {
        return settings.files().folder().resolve("incoming");
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
