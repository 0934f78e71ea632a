package org.parley.audit;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** The end of the trail; whoever adds to that holds a lock on this row. */
@Entity
@Table(name = "parley_audit_head")
class AuditHead {
    static final int ID = 1;

    @Id
    private int id;

    private long seq;
    private String hash;

    protected AuditHead() {}

    long seq() {
        return seq;
    }

    String hash() {
        return hash;
    }

    void moveTo(AuditRecord entry) {
        seq = entry.seq();
        hash = entry.hash();
    }
}
