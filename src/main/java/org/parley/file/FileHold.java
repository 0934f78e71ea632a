package org.parley.file;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

import org.parley.jpa.EntryKey;

/**
 * A recalled entry whose file stays because its conversation is on legal hold. Nobody may read the file by it: that is
 * why it is no {@link FileUse}, which all who ask for files look at.
 */
@Entity
@Table(name = "parley_file_hold")
@IdClass(EntryKey.class)
public class FileHold {
    @Id
    @Column(name = "conversation_id")
    private long conversationId;

    @Id
    private long seq;

    @Column(name = "file_id")
    private long fileId;

    protected FileHold() {}

    FileHold(long conversationId, long seq, long fileId) {
        this.conversationId = conversationId;
        this.seq = seq;
        this.fileId = fileId;
    }
}
