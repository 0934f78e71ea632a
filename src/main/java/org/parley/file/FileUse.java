package org.parley.file;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

import org.parley.jpa.EntryKey;

/** The entry of a log with which a file was sent: who sees the one may read the other. */
@Entity
@Table(name = "parley_file_use")
@IdClass(EntryKey.class)
public class FileUse {
    @Id
    @Column(name = "conversation_id")
    private long conversationId;

    @Id
    private long seq;

    @Column(name = "file_id")
    private long fileId;

    protected FileUse() {}

    FileUse(long conversationId, long seq, long fileId) {
        this.conversationId = conversationId;
        this.seq = seq;
        this.fileId = fileId;
    }

    long fileId() {
        return fileId;
    }
}
