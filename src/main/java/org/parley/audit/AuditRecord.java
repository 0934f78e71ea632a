package org.parley.audit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;

/**
 * An entry of the trail.
 *
 * @param seq 1, 2, 3, … without gaps
 * @param at to the microsecond
 * @param previousHash the hash of the entry before; of the first, {@link #BEGINNING}
 */
public record AuditRecord(long seq, Instant at, Deed deed, String previousHash, String hash) {
    static final String BEGINNING = "0".repeat(64);

    static AuditRecord after(long seq, String hash, Instant now, Deed deed) {
        Instant at = now.truncatedTo(ChronoUnit.MICROS);
        return new AuditRecord(seq + 1, at, deed, hash, hash(seq + 1, at, deed, hash));
    }

    /** @return whether the entry says what it said when it was written */
    boolean intact() {
        return hash.equals(hash(seq, at, deed, previousHash));
    }

    /**
     * SHA-256 in hexadecimal over all fields, each as its length in bytes of UTF-8, a colon, and its text: so no two
     * different entries have the same form. The time is in microseconds since 1970.
     */
    private static String hash(long seq, Instant at, Deed deed, String previousHash) {
        MessageDigest digest = sha256();
        add(digest, Long.toString(seq));
        add(digest, Long.toString(ChronoUnit.MICROS.between(Instant.EPOCH, at)));
        add(digest, deed.actor());
        add(digest, deed.action());
        add(digest, deed.target());
        add(digest, deed.details());
        add(digest, deed.address());
        add(digest, previousHash);
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void add(MessageDigest digest, String field) {
        byte[] bytes = field.getBytes(StandardCharsets.UTF_8);
        digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
        digest.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
