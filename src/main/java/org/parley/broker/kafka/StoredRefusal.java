package org.parley.broker.kafka;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;

/** That a submission was refused, and why. */
@Entity
@Table(name = "parley_refusal")
public class StoredRefusal {
    private static final int MAX_DETAIL = 500;

    @Id
    private String id;

    @Column(name = "valid_until")
    private long validUntil;

    private String code;
    private String detail;

    protected StoredRefusal() {}

    StoredRefusal(Accepted accepted, Refusal refusal) {
        this.id = accepted.id();
        this.validUntil = accepted.until();
        this.code = refusal.code().name();
        String text = refusal.detail();
        this.detail = text.length() > MAX_DETAIL ? text.substring(0, MAX_DETAIL) : text;
    }

    String id() {
        return id;
    }

    Refusal refusal() {
        return new Refusal(ErrorCode.valueOf(code), detail);
    }
}
