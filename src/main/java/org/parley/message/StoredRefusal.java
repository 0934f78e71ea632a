package org.parley.message;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;

/**
 * That an attempt to send something was refused, and why: without the sentence that its sender was told, which may name
 * somebody.
 */
@Entity
@Table(name = "parley_refusal")
public class StoredRefusal {
    @Id
    private String id;

    @Column(name = "valid_until")
    private long validUntil;

    private String code;

    protected StoredRefusal() {}

    StoredRefusal(Submission.Attempt attempt, Refusal refusal) {
        this.id = attempt.id();
        this.validUntil = attempt.until();
        this.code = refusal.code().name();
    }

    String id() {
        return id;
    }

    Refusal refusal() {
        return new Refusal(ErrorCode.valueOf(code), "This was refused before; send it again to have it judged anew.");
    }
}
