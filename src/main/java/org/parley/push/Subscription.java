package org.parley.push;

import java.net.URI;
import java.time.Instant;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.parley.jpa.InstantConverter;
import org.parley.security.Secrets;

/** Where a device's browser takes what its user misses. It goes with the session of the device. */
@Entity(name = "PushSubscription")
@Table(name = "parley_push_subscription")
class Subscription {
    @Id
    private String id;

    @Column(name = "user_id")
    private long userId;

    @Column(name = "session_id")
    private String sessionId;

    private String endpoint;

    private String p256dh;

    private String auth;

    @Column(name = "created_at")
    @Convert(converter = InstantConverter.class)
    private Instant createdAt;

    protected Subscription() {}

    Subscription(long userId, String sessionId, Target target, Instant createdAt) {
        this.id = idOf(target.endpoint());
        this.userId = userId;
        this.sessionId = sessionId;
        this.endpoint = target.endpoint();
        this.p256dh = target.p256dh();
        this.auth = target.auth();
        this.createdAt = createdAt;
    }

    /**
     * What a browser says of its subscription.
     *
     * @param endpoint the address at its push service, which is a secret between the two and Parley
     * @param p256dh the browser's public key, in base64url
     * @param auth the secret by which the browser knows who encrypts, in base64url
     */
    record Target(String endpoint, String p256dh, String auth) {
        @Override
        public String toString() {
            return "Target[endpoint withheld]";
        }
    }

    /** An endpoint is longer than what every database can index. */
    static String idOf(String endpoint) {
        return Secrets.hash(endpoint);
    }

    String id() {
        return id;
    }

    long userId() {
        return userId;
    }

    PushService service() {
        return new PushService(URI.create(endpoint).getHost(), createdAt);
    }

    Target target() {
        return new Target(endpoint, p256dh, auth);
    }
}
