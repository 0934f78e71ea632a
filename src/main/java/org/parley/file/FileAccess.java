package org.parley.file;

import java.util.Optional;

import jakarta.persistence.EntityManager;

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
        return !entities.createQuery(
                        "SELECT u.seq FROM FileUse u, ConversationMember m WHERE u.fileId = :file "
                                + "AND m.conversationId = u.conversationId AND m.userId = :user AND m.joinedSeq <= u.seq",
                        Long.class)
                .setParameter("file", file.id())
                .setParameter("user", user)
                .setMaxResults(1)
                .getResultList()
                .isEmpty();
    }

    static boolean inUse(EntityManager entities, long file) {
        return !entities.createQuery("SELECT u.seq FROM FileUse u WHERE u.fileId = :file", Long.class)
                .setParameter("file", file)
                .setMaxResults(1)
                .getResultList()
                .isEmpty();
    }
}
