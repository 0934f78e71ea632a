package org.parley.audit;

import java.time.Instant;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.parley.jpa.InstantConverter;

/** A row of the trail; it is never changed. */
@Entity
@Table(name = "parley_audit")
class AuditEntry {
    @Id
    private long seq;

    @Column(name = "done_at")
    @Convert(converter = InstantConverter.class)
    private Instant doneAt;

    private String actor;
    private String action;
    private String target;
    private String details;
    private String address;

    @Column(name = "previous_hash")
    private String previousHash;

    private String hash;

    protected AuditEntry() {}

    AuditEntry(AuditRecord entry) {
        this.seq = entry.seq();
        this.doneAt = entry.at();
        this.actor = entry.deed().actor();
        this.action = entry.deed().action();
        this.target = entry.deed().target();
        this.details = entry.deed().details();
        this.address = entry.deed().address();
        this.previousHash = entry.previousHash();
        this.hash = entry.hash();
    }

    AuditRecord entry() {
        return new AuditRecord(seq, doneAt, new Deed(actor, action, target, details, address), previousHash, hash);
    }
}
