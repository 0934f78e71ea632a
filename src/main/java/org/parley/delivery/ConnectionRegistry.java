package org.parley.delivery;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;

import org.parley.cache.PresenceRegistry;

/**
 * The connections of this node, by user; whoever has the first one, or had the last, is told to the registry of all nodes.
 * Thread-safe; a look-up costs the same whatever the number of connections.
 */
@ApplicationScoped
public class ConnectionRegistry {
    private final ConcurrentHashMap<Long, List<Connection>> byUser = new ConcurrentHashMap<>();

    @Inject
    private PresenceRegistry presence;

    @Inject
    private Event<ConnectionChange> changes;

    /** @return how many connections this user now has here */
    public int add(Connection connection) {
        int count = byUser.compute(connection.user(), (user, connections) -> {
                    if (connections == null) {
                        presence.arrived(user);
                        return List.of(connection);
                    }
                    return join(connections, List.of(connection));
                })
                .size();
        changes.fire(new ConnectionChange(connection, true));
        return count;
    }

    public void remove(Connection connection) {
        byUser.computeIfPresent(connection.user(), (user, connections) -> {
            List<Connection> others =
                    connections.stream().filter(other -> other != connection).toList();
            if (others.isEmpty()) {
                presence.left(user);
                return null;
            }
            return others;
        });
        changes.fire(new ConnectionChange(connection, false));
    }

    /** @return a snapshot */
    public List<Connection> of(long user) {
        return byUser.getOrDefault(user, List.of());
    }

    public Stream<Connection> all() {
        return byUser.values().stream().flatMap(Collection::stream);
    }

    public long count() {
        return byUser.values().stream().mapToLong(List::size).sum();
    }

    private static List<Connection> join(List<Connection> some, List<Connection> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }
}
