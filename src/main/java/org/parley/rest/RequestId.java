package org.parley.rest;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The id of the request that the calling thread answers: it stands in the response, and in each line that is logged
 * meanwhile. Thread-safe.
 */
public final class RequestId {
    /** Of requests, if a proxy gave them an id, and of all responses. */
    public static final String HEADER = "X-Request-Id";

    private static final Pattern WELL_FORMED = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final ThreadLocal<String> CURRENT = new ThreadLocal<>();

    private RequestId() {}

    /**
     * Until {@link #end}, this thread answers a request.
     *
     * @param given the id that it has already; another one is made if it is not of up to 64 letters, digits, dots,
     *     underscores and hyphens of ASCII
     */
    public static void begin(Optional<String> given) {
        CURRENT.set(given.filter(id -> WELL_FORMED.matcher(id).matches())
                .orElseGet(() -> UUID.randomUUID().toString()));
    }

    public static void end() {
        CURRENT.remove();
    }

    /** @return empty if this thread answers no request */
    public static Optional<String> current() {
        return Optional.ofNullable(CURRENT.get());
    }
}
