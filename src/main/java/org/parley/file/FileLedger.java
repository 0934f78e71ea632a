package org.parley.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
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
 * Which files there are, whose they are and who may read them; each method is one transaction. Whoever makes use of
 * content, or takes it away, holds the lock on its row: so nothing that is in use is ever removed from the store.
 */
@Stateless
public class FileLedger {
    /** The places where content may be in use. */
    private static final String USES = "SELECT (SELECT COUNT(*) FROM parley_file WHERE blob_key = ?)"
            + " + (SELECT COUNT(*) FROM parley_file WHERE preview_key = ?)"
            + " + (SELECT COUNT(*) FROM parley_user WHERE avatar = ?)"
            + " + (SELECT COUNT(*) FROM parley_conversation WHERE avatar = ?)";

    private static final int USE_PLACES = 4;

    @PersistenceContext
    private EntityManager entities;

    @Inject
    private BlobStore store;

    @Inject
    private Clock clock;

    /** @return bytes of all files that this user uploaded and that are still there */
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
     * Makes a file of an upload, whose content is claimed.
     *
     * @throws Refusal {@code too_large} if the user would have more than the quota
     * @throws jakarta.ejb.EJBException if the store or the database failed; what was put is to be discarded then
     */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public Stored add(long user, Upload upload, long quota) {
        upload.blobs().forEach(this::keep);
        // Of two uploads of a user that end at the same moment, the second sees the first.
        entities.createNativeQuery("SELECT id FROM parley_user WHERE id = ? FOR UPDATE")
                .setParameter(1, user)
                .getSingleResult();
        if (usedBy(user) + upload.content().size() > quota) {
            throw overQuota(quota);
        }
        StoredFile file = new StoredFile(user, upload, clock.instant());
        entities.persist(file);
        entities.flush();
        return file.stored();
    }

    static Refusal overQuota(long quota) {
        return new Refusal(
                ErrorCode.TOO_LARGE, "Your files would be more than the " + quota + " bytes that you may keep here.");
    }

    private void keep(Incoming content) {
        Blob blob = entities.find(Blob.class, content.key(), LockModeType.PESSIMISTIC_WRITE);
        if (blob == null) {
            throw Refusal.unavailable("The same file has just been removed; send it again.");
        }
        try {
            if (!store.has(content.key())) {
                store.put(content.key(), content.path());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        blob.settle();
    }

    /** @return the file, if there is one that this user may read */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public Optional<Stored> readable(long user, long file) {
        return FileAccess.readable(entities, user, file).map(StoredFile::stored);
    }

    /** @return files that nobody can see any more, or that nobody has sent since then */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public List<Long> orphans(Instant uploadedBefore, int limit) {
        return entities.createQuery(
                        "SELECT f.id FROM StoredFile f WHERE (f.sentOnce = TRUE OR f.createdAt < :before) AND NOT EXISTS "
                                + "(SELECT u.seq FROM FileUse u WHERE u.fileId = f.id) ORDER BY f.id",
                        Long.class)
                .setParameter("before", uploadedBefore)
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
     * Gives somebody another picture, whose content is claimed.
     *
     * @param picture null to have none
     */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public void changeAvatar(long user, Incoming picture) {
        Optional<String> before = avatar(user);
        if (picture != null) {
            keep(picture);
        }
        entities.createNativeQuery("UPDATE parley_user SET avatar = ? WHERE id = ?")
                .setParameter(1, picture == null ? null : picture.key())
                .setParameter(2, user)
                .executeUpdate();
        before.ifPresent(this::remove);
    }

    /** Removes a file with its content, if it is still an orphan. If the store fails, all stays as it was. */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public void forget(long id) {
        StoredFile file = entities.find(StoredFile.class, id, LockModeType.PESSIMISTIC_WRITE);
        if (file == null || FileAccess.inUse(entities, id)) {
            return;
        }
        entities.remove(file);
        entities.flush();
        Stream.of(file.blobKey(), file.previewKey())
                .filter(Objects::nonNull)
                .sorted()
                .forEach(this::remove);
    }

    /** Removes content from the store, if nothing uses it. */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public void discard(String key) {
        remove(key);
    }

    private void remove(String key) {
        Blob blob = entities.find(Blob.class, key, LockModeType.PESSIMISTIC_WRITE);
        if (blob == null || uses(key) > 0) {
            return;
        }
        try {
            store.delete(key);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        entities.remove(blob);
    }

    /** @return content that was put into the store long ago, and never into use: its node was killed */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public List<String> unsettled(Instant claimedBefore, int limit) {
        return entities.createQuery(
                        "SELECT b.key FROM Blob b WHERE b.settled = FALSE AND b.createdAt < :before", String.class)
                .setParameter("before", claimedBefore)
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
