package org.parley.file;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;

import org.parley.conversation.OpenConversation;
import org.parley.conversation.Operation;
import org.parley.jpa.EntryKey;
import org.parley.protocol.Attachment;
import org.parley.protocol.Content;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.FileInfo;
import org.parley.protocol.Refusal;
import org.parley.protocol.Voice;
import org.parley.protocol.WireId;
import org.parley.user.UserRef;

/** What binds files to entries of logs. Thread-safe. */
@ApplicationScoped
public class Attachments {
    @PersistenceContext
    private EntityManager entities;

    @Inject
    private FileLedger ledger;

    /** @return whether {@link #complete} has to ask the database */
    public boolean concerns(Content content) {
        return content instanceof Attachment || content instanceof Voice;
    }

    /**
     * Puts what the server knows of the file into what somebody sends, so that whoever reads the entry needs no more.
     *
     * @return the same content, if it has no file
     * @throws Refusal {@code not_found} if the sender can't read such a file
     */
    public Content complete(UserRef sender, Content content) {
        if (content instanceof Attachment file) {
            return file.with(info(sender, file.file()));
        }
        if (content instanceof Voice voice) {
            return voice.with(info(sender, voice.file()));
        }
        return content;
    }

    private FileInfo info(UserRef sender, String id) {
        return WireId.parse(id)
                .flatMap(file -> ledger.readable(sender.id(), file))
                .orElseThrow(Attachments::noSuchFile)
                .info();
    }

    /**
     * Lets those who see the entry that is being appended read its file. Part of the transaction that appends it.
     *
     * @throws Refusal if the sender can't read it, be it because it has just been removed
     */
    void attach(UserRef sender, String id, OpenConversation conversation) {
        Operation.WRITE.demand(conversation.standing(sender.id()));
        long file = WireId.parse(id).orElseThrow(Attachments::noSuchFile);
        // Entries of the same batch may have sent the file, too, or be recalled.
        entities.flush();
        // Keeps the row from being removed as an orphan meanwhile.
        StoredFile stored = entities.find(StoredFile.class, file, LockModeType.PESSIMISTIC_WRITE);
        if (stored == null || FileAccess.readable(entities, sender.id(), file).isEmpty()) {
            throw noSuchFile();
        }
        stored.markSent();
        entities.persist(new FileUse(conversation.id(), conversation.lastSeq() + 1, file));
    }

    /**
     * Takes the file of an entry from those who see the entry. If the conversation is on legal hold, the file stays all the
     * same, for nobody to read, until {@link #release}. Part of the transaction that changes the entry.
     */
    public void detach(OpenConversation conversation, long seq) {
        FileUse use = entities.find(FileUse.class, new EntryKey(conversation.id(), seq));
        if (use == null) {
            return;
        }
        entities.remove(use);
        if (conversation.onLegalHold()) {
            entities.persist(new FileHold(conversation.id(), seq, use.fileId()));
        }
    }

    /**
     * Lets go of files that were kept for a conversation's legal hold alone. Part of the transaction that lifts it, which
     * holds a lock on the conversation's row: so nothing stays behind for a hold that is no more.
     */
    public void release(long conversation) {
        entities.createQuery("DELETE FROM FileHold h WHERE h.conversationId = :id")
                .setParameter("id", conversation)
                .executeUpdate();
    }

    private static Refusal noSuchFile() {
        return new Refusal(ErrorCode.NOT_FOUND, "There is no such file, or it is not yours to send.");
    }
}
