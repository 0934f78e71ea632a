package org.parley.security.oidc;

import java.io.Serializable;
import java.util.Objects;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

/** Whom the provider means by a subject. */
@Entity
@Table(name = "parley_identity")
@IdClass(Identity.Key.class)
class Identity {
    @Id
    private String issuer;

    @Id
    private String subject;

    @Column(name = "user_id")
    private long userId;

    protected Identity() {}

    Identity(String issuer, String subject, long userId) {
        this.issuer = issuer;
        this.subject = subject;
        this.userId = userId;
    }

    String issuer() {
        return issuer;
    }

    String subject() {
        return subject;
    }

    long userId() {
        return userId;
    }

    /** JPA asks for a class with these. */
    public static class Key implements Serializable {
        private static final long serialVersionUID = 1;

        private String issuer;
        private String subject;

        public Key() {}

        Key(String issuer, String subject) {
            this.issuer = issuer;
            this.subject = subject;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && issuer.equals(key.issuer) && subject.equals(key.subject);
        }

        @Override
        public int hashCode() {
            return Objects.hash(issuer, subject);
        }
    }
}
