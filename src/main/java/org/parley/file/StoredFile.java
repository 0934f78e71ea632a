package org.parley.file;

import java.time.Instant;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.parley.jpa.InstantConverter;
import org.parley.protocol.FileInfo;

/** A file that somebody uploads, or has uploaded. Two with the same content share it. */
@Entity
@Table(name = "parley_file")
public class StoredFile {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;

    @Column(name = "uploader_id")
    private long uploaderId;

    @Column(name = "blob_key")
    private String blobKey;

    @Column(name = "preview_key")
    private String previewKey;

    private String name;
    private String type;

    @Column(name = "byte_count")
    private long byteCount;

    @Column(name = "preview_bytes")
    private long previewBytes;

    private Integer width;
    private Integer height;

    @Column(name = "created_at")
    @Convert(converter = InstantConverter.class)
    private Instant createdAt;

    @Column(name = "sent_once")
    private boolean sentOnce;

    private boolean stored;

    protected StoredFile() {}

    StoredFile(long uploaderId, Upload upload, Instant createdAt) {
        this.uploaderId = uploaderId;
        this.blobKey = upload.content().key();
        this.name = upload.content().name();
        this.type = upload.type();
        this.byteCount = upload.content().size();
        this.createdAt = createdAt;
        upload.picture().ifPresent(picture -> {
            this.width = picture.width();
            this.height = picture.height();
            this.previewKey = picture.preview().map(Incoming::key).orElse(null);
            this.previewBytes = picture.preview().map(Incoming::size).orElse(0L);
        });
    }

    long id() {
        return id;
    }

    long uploaderId() {
        return uploaderId;
    }

    /** Its content is in the store: from now on it can be read and sent. */
    void markStored() {
        stored = true;
    }

    boolean isStored() {
        return stored;
    }

    /** It was sent; if it is in no conversation any more, nobody sees it again. */
    void markSent() {
        sentOnce = true;
    }

    boolean sentOnce() {
        return sentOnce;
    }

    String blobKey() {
        return blobKey;
    }

    String previewKey() {
        return previewKey;
    }

    FileInfo info() {
        return new FileInfo(name, type, byteCount, width, height, previewKey != null);
    }

    Stored stored() {
        return new Stored(id, blobKey, previewKey, previewBytes, info());
    }
}
