package org.parley.file;

import java.io.IOException;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.ejb.EJBException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.parley.protocol.Refusal;

/**
 * Where files go into the ledger and the store together, and out of them. No transaction is open while the store is at
 * work, which may take as long as it likes: nobody waits for it but who asked for this file. Thread-safe.
 */
@ApplicationScoped
class Archive {
    private static final Logger LOG = Logger.getLogger(Archive.class.getName());

    @Inject
    private FileLedger ledger;

    @Inject
    private BlobStore store;

    /**
     * Keeps an upload. Of one that fails nothing is left, at the latest when {@link Cleaning} comes by.
     *
     * @param quota bytes that all files of the user may have together
     * @throws Refusal if the user may not have it, or the store or the database does not take it
     */
    Stored keep(long user, Upload upload, long quota) {
        upload.blobs().forEach(blob -> claim(blob.key()));
        long file = ledger.reserve(user, upload, quota);
        boolean kept = false;
        try {
            put(upload);
            Stored stored = ledger.confirm(file);
            kept = true;
            return stored;
        } catch (IOException e) {
            throw refusal(e);
        } finally {
            if (!kept) {
                giveUp(file);
            }
        }
    }

    /** Leaves what the store may have of it to {@link Cleaning}: just now it fails, and the user may try again soon. */
    private void giveUp(long file) {
        try {
            ledger.withdraw(file);
        } catch (EJBException e) {
            LOG.log(Level.FINE, "A file is given up later", e);
        }
    }

    private void claim(String key) {
        try {
            ledger.claim(key);
        } catch (EJBException e) {
            LOG.log(Level.FINE, "Somebody else uploads the same, or the database is away", e);
        }
    }

    private void put(Upload upload) throws IOException {
        for (Incoming content : upload.blobs()) {
            if (!store.has(content.key())) {
                store.put(content.key(), content.path());
            }
        }
    }

    /** @return what whoever sent a file is told when the store does not take it */
    static Refusal refusal(IOException failure) {
        if (failure instanceof BlobStore.StoreFull) {
            LOG.log(Level.WARNING, "There is no room for files: {0}", failure.getMessage());
            return Refusal.unavailable("The server has no room for files now. Tell its administrator.");
        }
        LOG.log(Level.WARNING, "The store did not take a file", failure);
        return Refusal.unavailable("The server can't store files now; try again.");
    }

    /** Gives up a file that was never sent. What can't be removed now is removed later. */
    void withdraw(long file) {
        try {
            ledger.withdraw(file).forEach(this::discard);
        } catch (EJBException e) {
            LOG.log(Level.FINE, "A file is given up later", e);
        }
    }

    /** Takes content out of the store, unless something uses it. What can't be removed now is removed later. */
    void discard(String key) {
        try {
            remove(List.of(key));
        } catch (EJBException | IOException e) {
            LOG.log(Level.FINE, "Content is removed later", e);
        }
    }

    /**
     * The same.
     *
     * @throws IOException if the store fails; it is tried again later
     */
    void remove(List<String> keys) throws IOException {
        for (String key : keys) {
            if (ledger.beginRemoval(key)) {
                store.delete(key);
                ledger.endRemoval(key);
            }
        }
    }
}
