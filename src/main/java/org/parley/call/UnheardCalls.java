package org.parley.call;

import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.parley.call.CallStore.After;
import org.parley.config.Settings;
import org.parley.push.IncomingCall;
import org.parley.push.Notices;
import org.parley.timer.Timers;
import org.parley.user.UserRef;

/**
 * Has calls pushed that no device of the other one has heard a moment after they began: perhaps there is none. Thread-safe;
 * callers never wait.
 */
@ApplicationScoped
class UnheardCalls {
    private static final Logger LOG = Logger.getLogger(UnheardCalls.class.getName());
    private static final Duration HEARD = Duration.ofSeconds(1);

    @Inject
    private Timers timers;

    @Inject
    private CallStore store;

    @Inject
    private Notices notices;

    @Inject
    private Settings settings;

    /** To be called by the node that a call began on. */
    void invited(After after, UserRef caller) {
        IncomingCall call = new IncomingCall(
                caller,
                after.parties().callee(),
                after.parties().conversation(),
                settings.calls().ringTimeout().minus(HEARD));
        if (!timers.after(HEARD, () -> look(after.call(), call))) {
            LOG.log(Level.FINE, "The application stops, and call {0} is not pushed", after.call());
        }
    }

    private void look(String id, IncomingCall call) {
        try {
            if (store.ringsUnheard(id)) {
                notices.ring(call);
            }
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "Call " + id + " could not be pushed", e);
        }
    }
}
