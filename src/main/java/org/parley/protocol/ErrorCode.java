package org.parley.protocol;

import java.util.Locale;

/** Why a frame or a request was refused, as clients see it in {@code error} frames and problem details. */
public enum ErrorCode {
    MALFORMED(400),
    UNSUPPORTED(400),
    TOO_LARGE(413),
    FORBIDDEN(403),
    NOT_FOUND(404),
    CONFLICT(409),
    /** This user sends too fast; the same frame may be sent again after {@code retryAfter}. */
    RATE_LIMITED(429),
    /** The server has more to do than it can queue; the same frame may be sent again after {@code retryAfter}. */
    OVERLOADED(503),
    /** Something that the server needs is away; the same frame may be sent again after {@code retryAfter}. */
    UNAVAILABLE(503);

    private final int httpStatus;

    ErrorCode(int httpStatus) {
        this.httpStatus = httpStatus;
    }

    /** @return the code as it stands on the wire, for example {@code rate_limited} */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @return the HTTP status of a request that is refused for this reason */
    public int httpStatus() {
        return httpStatus;
    }
}
