package org.parley.audit;

import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/**
 * Looks whether the trail is as it was written: a changed, removed or inserted row is found, also at the end. Who can
 * write to the database could write the whole trail anew; so compare the last hash with one that was noted elsewhere.
 * To be called outside of transactions; others add to the trail meanwhile. Thread-safe.
 */
@ApplicationScoped
public class AuditVerification {
    private static final int AT_ONCE = 1_000;

    @Inject
    private AuditTrail trail;

    /**
     * @param entries how many are as they were written, from the first on
     * @param hash of the last of these
     * @param fault what is wrong with the next one; empty if all is well
     */
    public record Result(long entries, String hash, Optional<String> fault) {}

    public Result verify() {
        // In this order: whoever adds meanwhile moves the end with its entry.
        long highest = trail.highestSeq();
        AuditTrail.End end = trail.end();
        long seq = 0;
        String hash = AuditRecord.BEGINNING;
        while (seq < end.seq()) {
            // At first also what may have been inserted before the beginning.
            List<AuditRecord> batch = trail.after(seq == 0 ? Long.MIN_VALUE : seq, AT_ONCE);
            if (batch.isEmpty()) {
                return fault(seq, hash, "Entry " + (seq + 1) + " is missing.");
            }
            for (AuditRecord entry : batch) {
                Optional<String> fault = fault(entry, seq, hash);
                if (fault.isPresent()) {
                    return new Result(seq, hash, fault);
                }
                seq = entry.seq();
                hash = entry.hash();
                if (seq == end.seq()) {
                    break;
                }
            }
        }
        if (!hash.equals(end.hash())) {
            return fault(seq, hash, "The last entry is not the one that was written last.");
        }
        return highest > end.seq()
                ? fault(seq, hash, "Entry " + highest + " was inserted after the end.")
                : new Result(seq, hash, Optional.empty());
    }

    private static Optional<String> fault(AuditRecord entry, long before, String hash) {
        if (entry.seq() != before + 1) {
            return Optional.of("Entry " + (before + 1) + " is missing.");
        }
        if (!entry.previousHash().equals(hash) || !entry.intact()) {
            return Optional.of("Entry " + entry.seq() + " is not what was written.");
        }
        return Optional.empty();
    }

    private static Result fault(long seq, String hash, String fault) {
        return new Result(seq, hash, Optional.of(fault));
    }
}
