package org.parley.guarantee;

import java.time.Duration;

import org.parley.testing.ApplicationServer;

/** Servers whose limits do not get into the way of a crowd that writes as fast as it can. */
final class Servers {
    /** How long something may take that a server does by itself, on a machine that starts others meanwhile. */
    static final Duration PATIENCE = Duration.ofSeconds(120);

    /** How long something may take that contains the whole start of a server. */
    static final Duration START = Duration.ofSeconds(300);

    private Servers() {}

    static ApplicationServer fast(String name) {
        return fast(ApplicationServer.named(name));
    }

    static ApplicationServer fast(ApplicationServer server) {
        return server.with("CHAT_PASSWORD_ITERATIONS", "10000")
                .with("CHAT_REGISTRATION_PER_MINUTE", "10000")
                // A crowd does not renew its tokens, however long it takes.
                .with("CHAT_TOKEN_ACCESS_LIFETIME", "PT1H")
                .with("CHAT_RATE_FRAMES_PER_SECOND", "1000000")
                .with("CHAT_RATE_FRAMES_BURST", "1000000")
                .with("CHAT_RATE_REQUESTS_PER_SECOND", "1000000")
                .with("CHAT_RATE_REQUESTS_BURST", "1000000");
    }
}
