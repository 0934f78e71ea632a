package org.parley.security;

import java.util.Optional;

/** The scheme of an {@code Authorization} header; its name has no case (RFC 9110, section 11.1). */
final class Bearer {
    private static final String SCHEME = "bearer ";

    private Bearer() {}

    /** @return empty if the header has another scheme */
    static Optional<String> token(String header) {
        return header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? Optional.of(header.substring(SCHEME.length()).strip())
                : Optional.empty();
    }
}
