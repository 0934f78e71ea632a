package org.parley.file;

import java.io.Serializable;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

/** The entry of a log with which a file was sent: who sees the one may read the other. */
@Entity
@Table(name = "parley_file_use")
@IdClass(FileUse.Key.class)
public class FileUse {
    /** The primary key: an entry has one file. */
    public static class Key implements Serializable {
        private static final long serialVersionUID = 1;

        private long conversationId;
        private long seq;

        public Key() {}

        Key(long conversationId, long seq) {
            this.conversationId = conversationId;
            this.seq = seq;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && conversationId == key.conversationId && seq == key.seq;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(conversationId) * 31 + Long.hashCode(seq);
        }
    }

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
}
