package org.parley.call;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.parley.call.CallStore.After;
import org.parley.delivery.Connection;
import org.parley.protocol.FrameCodec;
import org.parley.protocol.JsonText;
import org.parley.protocol.ServerFrame;
import org.parley.protocol.SignalEvent;
import org.parley.timer.Workers;
import org.parley.user.UserDirectory;
import org.parley.user.UserRef;

/**
 * Tells devices that connect while a call rings for their user. One task asks the database for all that came meanwhile, so
 * that it is asked seldom when everybody comes at once. Thread-safe; callers never wait.
 */
@ApplicationScoped
public class LateDevices {
    private static final Logger LOG = Logger.getLogger(LateDevices.class.getName());
    private static final int AT_ONCE = 500;

    /** At most as many as there are connections. */
    private final Queue<Connection> waiting = new ConcurrentLinkedQueue<>();

    private final AtomicBoolean running = new AtomicBoolean();

    @Inject
    private Workers executor;

    @Inject
    private CallStore store;

    @Inject
    private UserDirectory users;

    /** To be called when a connection gets what its user's connections get: an invitation that comes just then comes twice. */
    public void connected(Connection connection) {
        waiting.add(connection);
        start();
    }

    private void start() {
        if (running.compareAndSet(false, true)) {
            try {
                executor.execute(this::work);
            } catch (RejectedExecutionException e) {
                running.set(false);
            }
        }
    }

    private void work() {
        try {
            for (List<Connection> some = next(); !some.isEmpty(); some = next()) {
                tell(some);
            }
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "Devices that connected could not be told whether a call rings", e);
        } finally {
            running.set(false);
            if (!waiting.isEmpty()) {
                start();
            }
        }
    }

    private List<Connection> next() {
        List<Connection> some = new ArrayList<>();
        while (some.size() < AT_ONCE && !waiting.isEmpty()) {
            some.add(waiting.poll());
        }
        return some;
    }

    private void tell(List<Connection> connections) {
        Map<Long, List<Connection>> byUser = connections.stream().collect(Collectors.groupingBy(Connection::user));
        store.whileRinging(byUser.keySet(), call -> {
            String invitation = FrameCodec.encode(invitation(call));
            byUser.get(call.parties().callee()).forEach(connection -> connection.offer(invitation));
        });
    }

    private ServerFrame invitation(After call) {
        UserRef user = users.byId(call.parties().caller()).orElseThrow();
        String data = JsonText.object(
                generator -> generator.write("video", call.parties().video()));
        return new ServerFrame.Signal(
                call.call(), user.handle(), Optional.empty(), SignalEvent.INVITE, Optional.of(data));
    }
}
