package org.parley.security;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a device renews its access token with: 128 random bits that name the session's family of refresh tokens, and
 * 256 that are new at each use. Whoever presents the right family with another secret has held a token of that family
 * before: it was stolen from, or by, the other holder.
 */
public record RefreshToken(String family, String secret) {
    private static final Pattern FORM = Pattern.compile("([A-Za-z0-9_-]{22})\\.([A-Za-z0-9_-]{43})");

    public static RefreshToken first() {
        return new RefreshToken(Secrets.random(16), Secrets.random(32));
    }

    RefreshToken next() {
        return new RefreshToken(family, Secrets.random(32));
    }

    static Optional<RefreshToken> parse(String text) {
        var matcher = FORM.matcher(text);
        return matcher.matches() ? Optional.of(new RefreshToken(matcher.group(1), matcher.group(2))) : Optional.empty();
    }

    /** @return what stands in the cookie */
    String text() {
        return family + "." + secret;
    }

    String familyHash() {
        return Secrets.hash(family);
    }

    String hash() {
        return Secrets.hash(text());
    }

    @Override
    public String toString() {
        return "RefreshToken[withheld]";
    }
}
