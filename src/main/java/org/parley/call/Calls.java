package org.parley.call;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.ejb.EJBException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import com.github.benmanes.caffeine.cache.Cache;
import org.parley.broker.MessageBroker;
import org.parley.call.Call.Parties;
import org.parley.call.CallStore.After;
import org.parley.call.CallStore.Ending;
import org.parley.delivery.Distribution;
import org.parley.jpa.SchemaReady;
import org.parley.local.LocalCaches;
import org.parley.message.Submission;
import org.parley.protocol.CallRecord.Outcome;
import org.parley.protocol.ClientFrame;
import org.parley.protocol.ContentCodec;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.JsonText;
import org.parley.protocol.Refusal;
import org.parley.protocol.ServerFrame;
import org.parley.protocol.SignalEvent;
import org.parley.security.Limits;
import org.parley.timer.Timers;
import org.parley.timer.Workers;
import org.parley.user.UserDirectory;
import org.parley.user.UserRef;

/**
 * Carries signals between two users' connections, on whatever nodes, and has exactly one record of each call in the log
 * in the end. Thread-safe.
 *
 * <p>Steps are taken one after the other in {@link CallStore}, so of two devices that accept one is first and the other
 * hears {@code conflict}. Whoever ended a call writes its record, and any node writes those that are still missing after
 * a while, with the same cid.
 */
@ApplicationScoped
public class Calls {
    private static final Logger LOG = Logger.getLogger(Calls.class.getName());
    private static final Duration INTERVAL = Duration.ofSeconds(2);
    private static final Duration OWN_RECORD = Duration.ofSeconds(20);
    private static final Duration TRUSTED = Duration.ofSeconds(30);

    /** What passes without a look into the database, in a call that was active a moment ago. */
    private final Cache<String, Parties> active =
            LocalCaches.builder().maximumSize(100_000).expireAfterWrite(TRUSTED).build();

    private volatile boolean troubled;

    @Inject
    private Timers timers;

    @Inject
    private Workers executor;

    @Inject
    private CallStore store;

    @Inject
    private MessageBroker broker;

    @Inject
    private Distribution distribution;

    @Inject
    private UnheardCalls unheard;

    @Inject
    private UserDirectory users;

    @Inject
    private Limits limits;

    void start(@Observes SchemaReady event) {
        timers.every(INTERVAL, this::tidy);
    }

    /** @return whether {@link #signal} passes it on without waiting for the database */
    public boolean passes(ClientFrame.Signal signal) {
        return isTalk(signal.event()) && active.getIfPresent(signal.call()) != null;
    }

    private static boolean isTalk(SignalEvent event) {
        return event == SignalEvent.OFFER || event == SignalEvent.ANSWER || event == SignalEvent.CANDIDATE;
    }

    /**
     * Begins a call, or accepts that of the other one who calls at the same time.
     *
     * @param conversation the direct conversation of the two
     * @throws Refusal if it can't be; nobody was told then
     */
    public void invite(UserRef caller, String connection, ClientFrame.Signal signal, long conversation) {
        UserRef callee = users.byHandle(signal.user()).orElseThrow(Calls::noUser);
        if (callee.id() == caller.id()) {
            throw new Refusal(ErrorCode.MALFORMED, "Nobody calls themselves.");
        }
        limits.call(caller.id());
        Parties parties = new Parties(caller.id(), callee.id(), conversation, flag(signal.dataJson(), "video"));
        After after = store.invite(signal.call(), parties);
        if (after.ending().isPresent()) {
            tell(after, callee.handle(), Optional.empty(), SignalEvent.BUSY, Optional.empty());
            record(after, after.ending().get());
            return;
        }
        if (!after.call().equals(signal.call())) {
            answered(after, caller, connection, signal.call());
            return;
        }
        distribution.toUser(callee.id(), frame(caller, connection, signal));
        unheard.invited(after, caller);
    }

    /** Two called each other at the same time; the second of them learns which call it is now. */
    private void answered(After after, UserRef second, String connection, String instead) {
        active.put(after.call(), after.parties());
        String data = JsonText.object(generator -> generator
                .write("instead", instead)
                .write("video", after.parties().video()));
        tell(after, second.handle(), Optional.of(connection), SignalEvent.ACCEPT, Optional.of(data));
    }

    /**
     * Takes any other step of a call.
     *
     * @throws Refusal if this user can't take it now; nobody was told then
     */
    public void signal(UserRef sender, String connection, ClientFrame.Signal signal) {
        Parties known = isTalk(signal.event()) ? active.getIfPresent(signal.call()) : null;
        if (known != null && known.include(sender.id())) {
            passOn(known, sender, connection, signal);
            return;
        }
        boolean failed = signal.event() == SignalEvent.HANGUP && flag(signal.dataJson(), "failed");
        After after = store.step(signal.call(), sender.id(), signal.event(), failed);
        if (after.state() == CallState.ACTIVE) {
            active.put(after.call(), after.parties());
        } else {
            active.invalidate(after.call());
        }
        if (after.ending().isPresent() || signal.event() == SignalEvent.ACCEPT) {
            tell(after, sender.handle(), Optional.of(connection), signal.event(), signal.dataJson());
        } else if (signal.event() != SignalEvent.ALIVE) {
            passOn(after.parties(), sender, connection, signal);
        }
        after.ending().ifPresent(ending -> record(after, ending));
    }

    private void passOn(Parties parties, UserRef sender, String connection, ClientFrame.Signal signal) {
        distribution.toUser(parties.otherThan(sender.id()), frame(sender, connection, signal));
    }

    /** What concerns all devices of both, that of the sender included: it learns so that the step was taken. */
    private void tell(
            After after, String user, Optional<String> connection, SignalEvent event, Optional<String> dataJson) {
        ServerFrame frame = new ServerFrame.Signal(after.call(), user, connection, event, dataJson);
        distribution.toUser(after.parties().caller(), frame);
        distribution.toUser(after.parties().callee(), frame);
    }

    private static ServerFrame frame(UserRef sender, String connection, ClientFrame.Signal signal) {
        return new ServerFrame.Signal(
                signal.call(), sender.handle(), Optional.of(connection), signal.event(), signal.dataJson());
    }

    private static boolean flag(Optional<String> dataJson, String field) {
        return dataJson.map(json -> JsonText.parse(json).getBoolean(field, false))
                .orElse(false);
    }

    private static Refusal noUser() {
        return new Refusal(ErrorCode.NOT_FOUND, "There is no user of this name.");
    }

    /** Writes the record, on whichever thread; if that fails now, {@link #tidy} does it later, here or elsewhere. */
    private void record(After after, Ending ending) {
        Parties parties = after.parties();
        UserRef caller = users.byId(parties.caller()).orElseThrow();
        Submission submission = new Submission(
                caller,
                parties.conversation(),
                ending.cid(),
                ending.record(),
                ContentCodec.encode(ending.record()),
                Optional.empty());
        broker.publish(submission).whenComplete((published, failure) -> recorded(after.call(), failure));
    }

    private void recorded(String call, Throwable failure) {
        if (failure instanceof Refusal refusal && refusal.retryAfter().isPresent()) {
            LOG.log(Level.FINE, "The record of call {0} is written later: {1}", new Object[] {call, failure});
            return;
        }
        if (failure != null) {
            LOG.log(Level.WARNING, "The log does not take the record of call {0}: {1}", new Object[] {call, failure});
        }
        try {
            executor.execute(() -> forget(call));
        } catch (RejectedExecutionException e) {
            LOG.log(Level.FINE, "Call {0} is forgotten later", call);
        }
    }

    private void forget(String call) {
        try {
            store.forget(call);
        } catch (EJBException e) {
            LOG.log(Level.FINE, "Call " + call + " is forgotten later", e);
        }
    }

    private void tidy() {
        try {
            store.endOverdue().forEach(this::ended);
            store.unrecorded(OWN_RECORD)
                    .forEach(after -> record(after, after.ending().orElseThrow()));
            troubled = false;
        } catch (RuntimeException e) {
            // Once for each time that the database is away.
            LOG.log(troubled ? Level.FINE : Level.WARNING, "Calls could not be looked after; trying again", e);
            troubled = true;
        }
    }

    private void ended(After after) {
        active.invalidate(after.call());
        Parties parties = after.parties();
        Map<Long, UserRef> both = users.byIds(List.of(parties.caller(), parties.callee()));
        Ending ending = after.ending().orElseThrow();
        SignalEvent event = ending.record().outcome() == Outcome.MISSED ? SignalEvent.CANCEL : SignalEvent.HANGUP;
        String reason = JsonText.object(
                generator -> generator.write("reason", ending.record().outcome().wire()));
        tell(after, both.get(parties.caller()).handle(), Optional.empty(), event, Optional.of(reason));
        record(after, ending);
    }
}
