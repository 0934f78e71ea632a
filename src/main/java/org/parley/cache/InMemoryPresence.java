package org.parley.cache;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Inject;

import org.parley.config.Settings;

/** Knows of this node alone. */
@Alternative
@ApplicationScoped
public class InMemoryPresence implements PresenceRegistry {
    private final Set<Long> here = ConcurrentHashMap.newKeySet();
    private final String node;

    /** For the container's proxies. */
    protected InMemoryPresence() {
        this.node = null;
    }

    @Inject
    public InMemoryPresence(Settings settings) {
        this(settings.node());
    }

    InMemoryPresence(String node) {
        this.node = node;
    }

    @Override
    public void arrived(long user) {
        here.add(user);
    }

    @Override
    public void left(long user) {
        here.remove(user);
    }

    @Override
    public Map<Long, Set<String>> nodesOf(Collection<Long> users) {
        return users.stream()
                .distinct()
                .filter(here::contains)
                .collect(Collectors.toMap(Function.identity(), user -> Set.of(node)));
    }
}
