package org.parley.protocol;

import java.time.Duration;
import java.util.Optional;

import jakarta.ejb.ApplicationException;

/**
 * A frame or a request that is not carried out, with the reason for its sender. It is an answer and not a fault: it
 * has no stack trace and is never logged as an error.
 */
@ApplicationException(rollback = true)
public class Refusal extends RuntimeException {
    /** When what is full now may have room again. */
    public static final Duration SOON = Duration.ofSeconds(2);

    private final ErrorCode code;
    private final transient Optional<Duration> retryAfter;

    public Refusal(ErrorCode code, String detail) {
        this(code, detail, null);
    }

    /**
     * @param detail a sentence for the sender that says what to do
     * @param retryAfter when the same may be tried again; null if trying again is of no use
     */
    public Refusal(ErrorCode code, String detail, Duration retryAfter) {
        super(detail, null, false, false);
        this.code = code;
        this.retryAfter = Optional.ofNullable(retryAfter);
    }

    /** @return the answer where something that the server needs is away: the same may be tried again soon */
    public static Refusal unavailable(String detail) {
        return new Refusal(ErrorCode.UNAVAILABLE, detail, SOON);
    }

    /** @return the answer where more is under way than the server takes: the same may be tried again very soon */
    public static Refusal overloaded() {
        return new Refusal(ErrorCode.OVERLOADED, "The server has too much to do; try again.", Duration.ofSeconds(1));
    }

    public ErrorCode code() {
        return code;
    }

    public String detail() {
        return getMessage();
    }

    public Optional<Duration> retryAfter() {
        return retryAfter;
    }
}
