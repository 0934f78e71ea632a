package org.parley.security;

import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.parley.config.Settings;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;
import org.parley.timer.Steady;

/**
 * How often something may be asked of this node. What a user's connections may send is limited where frames come in, by
 * {@code chat.rate.frames-per-second} and {@code chat.rate.frames-burst}. Thread-safe.
 */
@ApplicationScoped
public class Limits {
    private static final int USERS_BEHIND_AN_ADDRESS = 20;

    private final Map<Limit, Throttle> throttles = new EnumMap<>(Limit.class);

    /** What is limited, and what it is counted for. */
    enum Limit {
        /** Wrong passwords for an account from an address. */
        PASSWORDS_OF_ACCOUNT,
        /** Wrong passwords from an address, whatever the accounts. */
        PASSWORDS_OF_ADDRESS,
        /** Wrong passwords for an administrator's account that are recorded. */
        RECORDED_FAILURES,
        /** New accounts from an address. */
        REGISTRATIONS,
        /** Requests and handshakes of a user. */
        REQUESTS,
        /** Requests from an address without a token. */
        ANONYMOUS_REQUESTS,
        /** Searches of a user. */
        SEARCHES,
        /** Files and pictures that a user uploads. */
        UPLOADS,
        /** Calls that a user begins. */
        CALLS
    }

    /** For the container's proxy alone. */
    protected Limits() {}

    @Inject
    Limits(Settings settings, @Steady InstantSource clock) {
        Duration second = Duration.ofSeconds(1);
        Duration minute = Duration.ofMinutes(1);
        int passwords = settings.accounts().loginAttempts();
        int registrations = settings.accounts().registrationsPerMinute();
        int requests = settings.rates().requestsPerSecond();
        int requestsAtOnce = settings.rates().requestsBurst();
        int searches = settings.rates().searchesPerMinute();
        int uploads = settings.rates().uploadsPerMinute();
        int calls = settings.calls().invitesPerMinute();
        int many = USERS_BEHIND_AN_ADDRESS;
        // So many at once, and one more after each of these times.
        limit(clock, Limit.PASSWORDS_OF_ACCOUNT, passwords, minute);
        limit(clock, Limit.PASSWORDS_OF_ADDRESS, many * passwords, minute.dividedBy(many));
        limit(clock, Limit.RECORDED_FAILURES, passwords, minute.multipliedBy(10));
        limit(clock, Limit.REGISTRATIONS, registrations, minute.dividedBy(registrations));
        limit(clock, Limit.REQUESTS, requestsAtOnce, second.dividedBy(requests));
        limit(clock, Limit.ANONYMOUS_REQUESTS, many * requestsAtOnce, second.dividedBy(many * (long) requests));
        limit(clock, Limit.SEARCHES, searches, minute.dividedBy(searches));
        limit(clock, Limit.UPLOADS, uploads, minute.dividedBy(uploads));
        limit(clock, Limit.CALLS, calls, minute.dividedBy(calls));
    }

    private void limit(InstantSource clock, Limit limit, int atOnce, Duration interval) {
        throttles.put(limit, new Throttle(atOnce, interval, clock));
    }

    /** @throws Refusal {@link ErrorCode#RATE_LIMITED} if this user asks too much */
    public void request(ParleyPrincipal user) {
        take(Limit.REQUESTS, Long.toString(user.userId()));
    }

    /** @throws Refusal {@link ErrorCode#RATE_LIMITED} if this user calls too often */
    public void call(long user) {
        take(Limit.CALLS, Long.toString(user));
    }

    /** @throws Refusal {@link ErrorCode#RATE_LIMITED} if it has been done too often */
    void take(Limit limit, String key) {
        throttles.get(limit).take(key).ifPresent(wait -> {
            throw new Refusal(ErrorCode.RATE_LIMITED, "Too many attempts; wait a little.", wait);
        });
    }

    /** @return whether it has not been done too often; then it counts as done */
    boolean mayTake(Limit limit, String key) {
        return throttles.get(limit).take(key).isEmpty();
    }

    /** Undoes one {@link #take}. */
    void giveBack(Limit limit, String key) {
        throttles.get(limit).giveBack(key);
    }

    /** Forgets all that was counted for this key. */
    void forgive(Limit limit, String key) {
        throttles.get(limit).forgive(key);
    }
}
