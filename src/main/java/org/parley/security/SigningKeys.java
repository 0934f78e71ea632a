package org.parley.security;

import java.util.Optional;

/** The keys that Parley's tokens are signed with: the newest signs, older ones verify while tokens of theirs may live. */
interface SigningKeys {
    SigningKey newest();

    /** @param id the {@code kid} of a token, which a stranger may have made up */
    Optional<SigningKey> find(String id);
}
