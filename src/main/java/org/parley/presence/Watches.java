package org.parley.presence;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.parley.delivery.Connection;
import org.parley.user.UserRef;

/** Which connection watches whom. A look in either direction costs as much as it finds. To be used by one thread at a time. */
final class Watches {
    /** Whether the connection's user sees the one whom it watches. */
    enum Sight {
        UNKNOWN,
        ALLOWED,
        REFUSED
    }

    /** That one connection watches one user. */
    static final class Watch {
        private final Connection connection;
        private final UserRef user;
        private Sight sight = Sight.UNKNOWN;

        private Watch(Connection connection, UserRef user) {
            this.connection = connection;
            this.user = user;
        }

        Connection connection() {
            return connection;
        }

        long watcher() {
            return connection.user();
        }

        long user() {
            return user.id();
        }

        String handle() {
            return user.handle();
        }

        Sight sight() {
            return sight;
        }

        void judge(Sight judged) {
            sight = judged;
        }
    }

    private final Map<String, Map<Long, Watch>> byConnection = new HashMap<>();
    private final Map<Long, Set<Watch>> byUser = new HashMap<>();
    private int count;

    /** @return those whom the connection did not watch before */
    Set<Long> replace(Connection connection, Collection<UserRef> users) {
        Map<Long, Watch> old = byConnection.getOrDefault(connection.id(), Map.of());
        Map<Long, Watch> now = new HashMap<>();
        Set<Long> added = new HashSet<>();
        for (UserRef user : users) {
            Watch watch = old.get(user.id());
            if (watch == null) {
                watch = new Watch(connection, user);
                byUser.computeIfAbsent(user.id(), id -> new HashSet<>()).add(watch);
                added.add(user.id());
            }
            now.put(user.id(), watch);
        }
        old.values().stream().filter(watch -> !now.containsKey(watch.user())).forEach(this::forget);
        if (now.isEmpty()) {
            byConnection.remove(connection.id());
        } else {
            byConnection.put(connection.id(), now);
        }
        count += now.size() - old.size();
        return added;
    }

    void remove(Connection connection) {
        replace(connection, List.of());
    }

    private void forget(Watch watch) {
        byUser.computeIfPresent(watch.user(), (user, watches) -> {
            watches.remove(watch);
            return watches.isEmpty() ? null : watches;
        });
    }

    Collection<Watch> of(long user) {
        return byUser.getOrDefault(user, Set.of());
    }

    Collection<Watch> by(Connection connection) {
        return byConnection.getOrDefault(connection.id(), Map.of()).values();
    }

    int count() {
        return count;
    }
}
