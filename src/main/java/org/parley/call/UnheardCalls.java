package org.parley.call;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.ejb.EJBException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.parley.call.CallStore.After;
import org.parley.config.Settings;
import org.parley.push.IncomingCall;
import org.parley.push.Notices;
import org.parley.timer.Steady;
import org.parley.timer.Timers;
import org.parley.user.UserRef;

/**
 * Has calls pushed that no device of the other one has heard a moment after they began: perhaps there is none; and has that
 * taken back when they ring no more. Thread-safe; callers never wait.
 */
@ApplicationScoped
class UnheardCalls {
    private static final Logger LOG = Logger.getLogger(UnheardCalls.class.getName());
    private static final Duration HEARD = Duration.ofSeconds(1);
    private static final Duration INTERVAL = Duration.ofSeconds(2);
    /** How long after its time a call may be ended at the latest. */
    private static final Duration LATE = Duration.ofSeconds(30);

    @Inject
    private Timers timers;

    @Inject
    private CallStore store;

    @Inject
    private Notices notices;

    @Inject
    private Settings settings;

    @Inject
    @Steady
    private InstantSource clock;

    /** To be called by the node that a call began on. */
    void invited(After after, UserRef caller) {
        IncomingCall call = new IncomingCall(
                after.call(),
                caller,
                after.parties().callee(),
                after.parties().conversation(),
                settings.calls().ringTimeout().minus(HEARD));
        later(HEARD, call, () -> pushIfUnheard(call));
    }

    private void pushIfUnheard(IncomingCall call) {
        if (store.ringsUnheard(call.id()) && notices.ring(call)) {
            takeBackWhenOver(call, clock.instant().plus(call.left()).plus(LATE));
        }
    }

    /** Whichever node ends the ringing: this one asks the database until it has ended, or must have. */
    private void takeBackWhenOver(IncomingCall call, Instant latest) {
        later(INTERVAL, call, () -> {
            if (clock.instant().isBefore(latest) && stillRings(call)) {
                takeBackWhenOver(call, latest);
            } else {
                notices.over(call);
            }
        });
    }

    private boolean stillRings(IncomingCall call) {
        try {
            return store.rings(call.id());
        } catch (EJBException e) {
            LOG.log(Level.FINE, "It is not known whether call " + call.id() + " still rings; asking again", e);
            return true;
        }
    }

    private void later(Duration pause, IncomingCall call, Runnable task) {
        boolean planned = timers.after(pause, () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "Who is called by call " + call.id() + " could not be told by push", e);
            }
        });
        if (!planned) {
            LOG.log(Level.FINE, "The application stops, and nothing more is pushed of call {0}", call.id());
        }
    }
}
