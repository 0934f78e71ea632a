package org.parley.security.oidc;

import java.util.Optional;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** Which log-in at the provider a session comes from. */
@Entity
@Table(name = "parley_provider_login")
class ProviderLogin {
    private static final int MAX_SID = 255;
    private static final int MAX_ID_TOKEN = 8_000;

    @Id
    @Column(name = "session_id")
    private String sessionId;

    private String issuer;
    private String subject;
    private String sid;

    @Column(name = "id_token")
    private String idToken;

    protected ProviderLogin() {}

    ProviderLogin(String sessionId, String issuer, LoginAtProvider login) {
        this.sessionId = sessionId;
        this.issuer = issuer;
        this.subject = login.user().subject();
        this.sid = login.sid().filter(value -> value.length() <= MAX_SID).orElse(null);
        // Only a hint: without it, the provider asks the user.
        this.idToken =
                login.idToken().filter(value -> value.length() <= MAX_ID_TOKEN).orElse(null);
    }

    Optional<String> idToken() {
        return Optional.ofNullable(idToken);
    }
}
