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
 * Has calls pushed that no device of the other one has heard a moment after they began: perhaps there is none; and has that
 * taken back when they ring no more. Thread-safe; callers never wait.
 */
@ApplicationScoped
class UnheardCalls {
    private static final Logger LOG = Logger.getLogger(UnheardCalls.class.getName());
    private static final Duration HEARD = Duration.ofSeconds(1);
    private static final Duration INTERVAL = Duration.ofSeconds(2);

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
        later(HEARD, after.call(), () -> pushIfUnheard(after.call(), call));
    }

    private void pushIfUnheard(String id, IncomingCall call) {
        if (store.ringsUnheard(id) && notices.ring(call)) {
            later(INTERVAL, id, () -> takeBackWhenOver(id, call));
        }
    }

    /** Whichever node ends the ringing: this one asks the database until it does. */
    private void takeBackWhenOver(String id, IncomingCall call) {
        if (store.rings(id)) {
            later(INTERVAL, id, () -> takeBackWhenOver(id, call));
        } else {
            notices.over(call);
        }
    }

    private void later(Duration pause, String id, Runnable task) {
        boolean planned = timers.after(pause, () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "Who is called by call " + id + " could not be told by push", e);
            }
        });
        if (!planned) {
            LOG.log(Level.FINE, "The application stops, and nothing more is pushed of call {0}", id);
        }
    }
}
