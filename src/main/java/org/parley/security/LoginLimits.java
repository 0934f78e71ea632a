package org.parley.security;

import java.time.Clock;
import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.parley.config.Settings;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;

/**
 * How often passwords may be guessed and accounts be made, on this node. An attempt counts before its outcome is known,
 * so that many at once are no way around; a good one is taken back.
 */
@ApplicationScoped
class LoginLimits {
    private static final int ACCOUNTS_BEHIND_AN_ADDRESS = 20;

    private final Throttle perAccount;
    private final Throttle perAddress;
    private final Throttle registrations;

    /** For the container's proxy alone. */
    protected LoginLimits() {
        this.perAccount = null;
        this.perAddress = null;
        this.registrations = null;
    }

    @Inject
    LoginLimits(Settings settings, Clock clock) {
        int attempts = settings.accounts().loginAttempts();
        int perMinute = settings.accounts().registrationsPerMinute();
        this.perAccount = new Throttle(attempts, Duration.ofMinutes(1), clock);
        this.perAddress = new Throttle(attempts * ACCOUNTS_BEHIND_AN_ADDRESS, Duration.ofSeconds(3), clock);
        this.registrations = new Throttle(perMinute, Duration.ofMinutes(1).dividedBy(perMinute), clock);
    }

    void guessing(String account, Caller caller) {
        take(perAddress, caller.address());
        take(perAccount, account + ' ' + caller.address());
    }

    void guessed(String account, Caller caller) {
        perAddress.giveBack(caller.address());
        perAccount.forgive(account + ' ' + caller.address());
    }

    void registering(Caller caller) {
        take(registrations, caller.address());
    }

    private static void take(Throttle throttle, String key) {
        throttle.take(key).ifPresent(wait -> {
            throw new Refusal(ErrorCode.RATE_LIMITED, "Too many attempts; wait a little.", wait);
        });
    }
}
