package org.parley.security;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.parley.security.Limits.Limit;

/**
 * How often passwords may be guessed and accounts be made. An attempt counts before its outcome is known, so that many at
 * once are no way around; a good one is taken back.
 */
@ApplicationScoped
class LoginLimits {
    @Inject
    private Limits limits;

    void guessing(String account, Caller caller) {
        limits.take(Limit.PASSWORDS_OF_ADDRESS, caller.address());
        limits.take(Limit.PASSWORDS_OF_ACCOUNT, account + ' ' + caller.address());
    }

    void guessed(String account, Caller caller) {
        limits.giveBack(Limit.PASSWORDS_OF_ADDRESS, caller.address());
        limits.forgive(Limit.PASSWORDS_OF_ACCOUNT, account + ' ' + caller.address());
    }

    /** @return whether another failure is to be recorded: the trail must not become long because somebody guesses */
    boolean recorded(String account) {
        return limits.mayTake(Limit.RECORDED_FAILURES, account);
    }

    void registering(Caller caller) {
        limits.take(Limit.REGISTRATIONS, caller.address());
    }
}
