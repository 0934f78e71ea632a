package org.parley.security;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.parley.audit.AuditTrail;
import org.parley.audit.Deed;

/** Changes the key that signs tokens, when an administrator wants it. Thread-safe. */
@ApplicationScoped
public class SigningKeyChange {
    @Inject
    private StoredSigningKeys keys;

    @Inject
    private AuditTrail trail;

    /**
     * @return the id of the key that signs from now on
     * @throws org.parley.protocol.Refusal {@code conflict} if the key is configured
     */
    public String rotate(Deed deed) {
        String key = keys.rotate();
        trail.record(new Deed(deed.actor(), deed.action(), key, deed.details(), deed.address()));
        return key;
    }
}
