package org.parley.file;

import java.util.Optional;

import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;

/** Who may read a file: whoever uploaded it, and whoever sees an entry with which it was sent. */
final class FileAccess {
    private FileAccess() {}

    static Optional<StoredFile> readable(EntityManager entities, long user, long id) {
        StoredFile file = entities.find(StoredFile.class, id);
        return file != null && file.isStored() && mayRead(entities, user, file) ? Optional.of(file) : Optional.empty();
    }

    private static boolean mayRead(EntityManager entities, long user, StoredFile file) {
        if (file.uploaderId() == user) {
            // What was recalled everywhere is gone for its sender, too.
            return !file.sentOnce() || inUse(entities, file.id());
        }
        return isThere(
                entities.createQuery(
                                "SELECT u.seq FROM FileUse u, ConversationMember m WHERE u.fileId = :file "
                                        + "AND m.conversationId = u.conversationId AND m.userId = :user AND m.joinedSeq <= u.seq",
                                Long.class)
                        .setParameter("user", user),
                file.id());
    }

    static boolean inUse(EntityManager entities, long file) {
        return isThere(entities.createQuery("SELECT u.seq FROM FileUse u WHERE u.fileId = :file", Long.class), file);
    }

    /** @return whether a legal hold keeps it, which lets nobody read it */
    static boolean held(EntityManager entities, long file) {
        return isThere(entities.createQuery("SELECT h.seq FROM FileHold h WHERE h.fileId = :file", Long.class), file);
    }

    private static boolean isThere(TypedQuery<Long> entry, long file) {
        return !entry.setParameter("file", file)
                .setMaxResults(1)
                .getResultList()
                .isEmpty();
    }
}
