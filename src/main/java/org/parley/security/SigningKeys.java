package org.parley.security;

import java.util.Optional;

/** The keys that Parley's tokens are signed with: the newest signs, older ones verify while tokens of theirs may live. */
interface SigningKeys {
    SigningKey newest();

    /** @param id the {@code kid} of a token, which a stranger may have made up */
    Optional<SigningKey> find(String id);

    /**
     * Signs with a new key from now on: on this node at once, on others within minutes. Tokens that an older one signed
     * stay valid until they expire.
     *
     * @return the new key's id
     * @throws org.parley.protocol.Refusal if the key is configured
     */
    String rotate();
}
