package org.parley.file;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;

import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;

/**
 * Which files there are, whose they are and who may read them; each method is one short transaction, in which the store is
 * never waited for. The row of a file is made before its content is put there: it counts for the quota, and while it is
 * there, nobody removes the content from the store.
 */
@Stateless
public class FileLedger {
    /** The places where content may be in use. */
    private static final String USES = "SELECT (SELECT COUNT(*) FROM parley_file WHERE blob_key = ?)"
            + " + (SELECT COUNT(*) FROM parley_file WHERE preview_key = ?)"
            + " + (SELECT COUNT(*) FROM parley_user WHERE avatar = ?)"
            + " + (SELECT COUNT(*) FROM parley_conversation WHERE avatar = ?)";

    private static final int USE_PLACES = 4;

    /** Longer than the store takes to remove something; who began to and was killed holds others up for no longer. */
    private static final Duration REMOVAL = Duration.ofMinutes(5);

    @PersistenceContext
    private EntityManager entities;

    @Inject
    private Clock clock;

    /** @return bytes of all files of this user that are there, or on their way into the store */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public long usedBy(long user) {
        Long used = entities.createQuery(
                        "SELECT SUM(f.byteCount) FROM StoredFile f WHERE f.uploaderId = :user", Long.class)
                .setParameter("user", user)
                .getSingleResult();
        return used == null ? 0 : used;
    }

    /**
     * Makes the row of content that is about to be kept.
     *
     * @throws jakarta.ejb.EJBException if somebody else does so at the same moment, which is as good
     */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public void claim(String key) {
        if (entities.find(Blob.class, key) == null) {
            entities.persist(new Blob(key, clock.instant()));
        }
    }

    /**
     * Makes a file of an upload, whose content is claimed, and not yet in the store. Nobody can read it until
     * {@link #confirm}.
     *
     * @return its id
     * @throws Refusal {@code too_large} if the user would have more than the quota; {@code unavailable} if the same content
     *     is being removed
     */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public long reserve(long user, Upload upload, long quota) {
        hold(user);
        if (usedBy(user) + upload.content().size() > quota) {
            throw overQuota(quota);
        }
        upload.blobs().forEach(content -> BlobUse.begin(entities, content.key()));
        StoredFile file = new StoredFile(user, upload, clock.instant());
        entities.persist(file);
        entities.flush();
        return file.id();
    }

    /** Of two uploads of a user at the same moment, the second sees the first. */
    private void hold(long user) {
        entities.createNativeQuery("SELECT id FROM parley_user WHERE id = ? FOR UPDATE")
                .setParameter(1, user)
                .getSingleResult();
    }

    static Refusal overQuota(long quota) {
        return new Refusal(
                ErrorCode.TOO_LARGE, "Your files would be more than the " + quota + " bytes that you may keep here.");
    }

    /**
     * The store has the content of a file: now it can be read.
     *
     * @throws Refusal {@code unavailable} if it took so long that the file was given up
     */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public Stored confirm(long id) {
        StoredFile file = entities.find(StoredFile.class, id, LockModeType.PESSIMISTIC_WRITE);
        if (file == null) {
            throw Refusal.unavailable("The file took too long to be stored; send it again.");
        }
        file.markStored();
        return file.stored();
    }

    /**
     * Gives up a file that nobody but its uploader knows of.
     *
     * @return content that perhaps nothing uses any more
     */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public List<String> withdraw(long id) {
        return release(entities.find(StoredFile.class, id, LockModeType.PESSIMISTIC_WRITE));
    }

    private List<String> release(StoredFile file) {
        // In this order: a recall meanwhile makes a hold of a use.
        if (file == null || FileAccess.inUse(entities, file.id()) || FileAccess.held(entities, file.id())) {
            return List.of();
        }
        entities.remove(file);
        entities.flush();
        List<String> keys = Stream.of(file.blobKey(), file.previewKey())
                .filter(Objects::nonNull)
                .distinct()
                .sorted()
                .toList();
        keys.forEach(key -> BlobUse.end(entities, key));
        return keys;
    }

    /** @return the file, if there is one that this user may read */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public Optional<Stored> readable(long user, long file) {
        return FileAccess.readable(entities, user, file).map(StoredFile::stored);
    }

    /** @return up to so many files of this user that are there, in the order of their ids, which follow this one */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public List<Stored> uploadedBy(long user, long after, int limit) {
        return entities.createQuery(
                        "SELECT f FROM StoredFile f WHERE f.uploaderId = :user AND f.stored = TRUE AND f.id > :after "
                                + "ORDER BY f.id",
                        StoredFile.class)
                .setParameter("user", user)
                .setParameter("after", after)
                .setMaxResults(limit)
                .getResultStream()
                .map(StoredFile::stored)
                .toList();
    }

    /**
     * A file that was sent with an entry that is recalled, and stays because of a legal hold.
     *
     * @param seq of the entry
     */
    public record Held(long seq, Stored file) {}

    /** @return up to so many of a conversation, in the order of their seqs, which follow this one */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public List<Held> held(long conversation, long after, int limit) {
        return entities.createQuery(
                        "SELECT h.seq, f FROM FileHold h, StoredFile f WHERE h.conversationId = :conversation "
                                + "AND h.seq > :after AND f.id = h.fileId ORDER BY h.seq",
                        Object[].class)
                .setParameter("conversation", conversation)
                .setParameter("after", after)
                .setMaxResults(limit)
                .getResultStream()
                .map(row -> new Held((Long) row[0], ((StoredFile) row[1]).stored()))
                .toList();
    }

    /** @return files that nobody can see any more and no legal hold keeps, or that nobody has sent since then */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public List<Long> orphans(Instant uploadedBefore, int limit) {
        return entities.createQuery(
                        "SELECT f.id FROM StoredFile f WHERE f.stored = TRUE "
                                + "AND (f.sentOnce = TRUE OR f.createdAt < :before) AND NOT EXISTS "
                                + "(SELECT u.seq FROM FileUse u WHERE u.fileId = f.id) AND NOT EXISTS "
                                + "(SELECT h.seq FROM FileHold h WHERE h.fileId = f.id) ORDER BY f.id",
                        Long.class)
                .setParameter("before", uploadedBefore)
                .setMaxResults(limit)
                .getResultList();
    }

    /** @return files whose content did not get into the store since then: their node was killed */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public List<Long> unstored(Instant begunBefore, int limit) {
        return entities.createQuery(
                        "SELECT f.id FROM StoredFile f WHERE f.stored = FALSE AND f.createdAt < :before ORDER BY f.id",
                        Long.class)
                .setParameter("before", begunBefore)
                .setMaxResults(limit)
                .getResultList();
    }

    /** @return the key of somebody's picture, if they have one */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public Optional<String> avatar(long user) {
        List<?> found = entities.createNativeQuery("SELECT avatar FROM parley_user WHERE id = ? AND avatar IS NOT NULL")
                .setParameter(1, user)
                .getResultList();
        return found.stream().findFirst().map(Object::toString);
    }

    /**
     * Gives somebody another picture.
     *
     * @param key of content that a file keeps in the store; null to have none
     * @return the key of the picture before, which perhaps nothing uses any more
     */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public Optional<String> changeAvatar(long user, String key) {
        hold(user);
        Optional<String> before = avatar(user);
        BlobUse.replace(entities, before.orElse(null), key);
        entities.createNativeQuery("UPDATE parley_user SET avatar = ? WHERE id = ?")
                .setParameter(1, key)
                .setParameter(2, user)
                .executeUpdate();
        return before;
    }

    /**
     * Says that content is being taken out of the store, which the caller is to do now. Nobody begins to use it until
     * {@link #endRemoval}.
     *
     * @return false if something uses it, or if somebody else does so already
     */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public boolean beginRemoval(String key) {
        Blob blob = BlobUse.lock(entities, key);
        Instant now = clock.instant();
        if (blob == null || blob.removedAt() != null && blob.removedAt().isAfter(now.minus(REMOVAL))) {
            return false;
        }
        if (uses(key) > 0) {
            blob.settle();
            return false;
        }
        blob.beginRemoval(now);
        return true;
    }

    /** The store does not have the content any more. */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public void endRemoval(String key) {
        Blob blob = BlobUse.lock(entities, key);
        if (blob != null && blob.removedAt() != null) {
            entities.remove(blob);
        }
    }

    /** @return content that perhaps nothing uses, known since then; and such as somebody began to remove, and did not */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public List<String> unsettled(Instant claimedBefore, int limit) {
        return entities.createQuery(
                        "SELECT b.key FROM Blob b WHERE b.settled = FALSE AND b.createdAt < :before "
                                + "OR b.removedAt < :abandoned",
                        String.class)
                .setParameter("before", claimedBefore)
                .setParameter("abandoned", clock.instant().minus(REMOVAL))
                .setMaxResults(limit)
                .getResultList();
    }

    private long uses(String key) {
        var query = entities.createNativeQuery(USES);
        for (int place = 1; place <= USE_PLACES; place++) {
            query.setParameter(place, key);
        }
        return ((Number) query.getSingleResult()).longValue();
    }

    /** @return whether it is this node's turn to clean up: only one has it until then */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public boolean takeTurn(Instant now, Instant until) {
        return entities.createQuery("UPDATE CleaningTurn t SET t.until = :until WHERE t.id = 1 AND t.until <= :now")
                        .setParameter("until", until)
                        .setParameter("now", now)
                        .executeUpdate()
                == 1;
    }
}
