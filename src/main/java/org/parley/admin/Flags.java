package org.parley.admin;

import java.util.Optional;

import org.parley.rest.Body;

/** Fields that are true or false. */
final class Flags {
    private Flags() {}

    /** @throws org.parley.protocol.Refusal {@code malformed} if the field is there and is something else, such as null */
    static Optional<Boolean> optional(Body body, String field) {
        return body.has(field) ? Optional.of(body.bool(field)) : Optional.empty();
    }
}
