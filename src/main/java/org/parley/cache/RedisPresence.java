package org.parley.cache;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Inject;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.parley.config.Settings;
import org.parley.jpa.SchemaReady;
import org.parley.timer.Timers;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.Response;

/**
 * Each node has one set of its users, which expires if the node does not say every ten seconds that it lives: when a
 * node is killed, all its users are gone at once, and nothing remains to be cleaned up. A question costs one look into
 * each node's set, all of them in one round trip.
 */
@Alternative
@ApplicationScoped
public class RedisPresence implements PresenceRegistry {
    static final Duration BEAT = Duration.ofSeconds(10);

    private static final Duration FIRST_BEAT = Duration.ofSeconds(1);
    private static final Duration LIFETIME = BEAT.multipliedBy(3);
    private static final Duration FORGOTTEN_AFTER = LIFETIME.multipliedBy(20);
    private static final int BEATS_BETWEEN_RENEWALS = 30;
    private static final int AT_ONCE = 1_000;
    private static final char SEPARATOR = '/';

    @Inject
    private Timers timers;

    private final Redis redis;
    private final String node;
    private final Clock clock;
    private final Duration lifetime;
    private final Set<Long> here = ConcurrentHashMap.newKeySet();

    /** What Redis has of this node is not known to be right. */
    private volatile boolean doubtful = true;

    private volatile long nodes;
    private int beats;

    /** For the container's proxies. */
    protected RedisPresence() {
        this.redis = null;
        this.node = null;
        this.clock = null;
        this.lifetime = null;
    }

    @Inject
    RedisPresence(Redis redis, Settings settings, Clock clock, MeterRegistry metrics) {
        this(redis, settings.node(), clock, LIFETIME);
        Gauge.builder("parley.presence.users", here, Set::size)
                .description("Users with connections to this node, as it registers them")
                .register(metrics);
        Gauge.builder("parley.presence.nodes", this, RedisPresence::nodes)
                .description("Nodes that said within half a minute that they live")
                .register(metrics);
    }

    RedisPresence(Redis redis, String name, Clock clock, Duration lifetime) {
        this.redis = redis;
        // A node that is started again is another one: what it left behind expires.
        this.node = name + SEPARATOR + UUID.randomUUID();
        this.clock = clock;
        this.lifetime = lifetime;
    }

    void start(@Observes SchemaReady event) {
        timers.every(FIRST_BEAT, BEAT, this::beat);
    }

    @PostConstruct
    void beAskedAtReturn() {
        redis.atReturn(() -> {
            doubtful = true;
            beat();
        });
    }

    @Override
    public void arrived(long user) {
        here.add(user);
        redis.tell(new Moved(user));
    }

    @Override
    public void left(long user) {
        here.remove(user);
        redis.tell(new Moved(user));
    }

    @Override
    public Map<Long, Set<String>> nodesOf(Collection<Long> users) {
        List<Long> asked = users.stream().distinct().toList();
        if (asked.isEmpty()) {
            return Map.of();
        }
        return redis.ask(client -> ask(client, asked)).orElseGet(() -> ownOf(asked));
    }

    /** @return how many nodes said lately that they live, as far as is known */
    long nodes() {
        return nodes;
    }

    private Map<Long, Set<String>> ask(RedisClient client, List<Long> users) {
        String[] members = strings(users);
        List<String> known = client.zrange(nodesKey(), 0, -1);
        Map<Long, Set<String>> found = new HashMap<>();
        try (Pipeline pipeline = client.pipelined()) {
            List<Response<List<Boolean>>> answers = known.stream()
                    .map(other -> pipeline.smismember(usersKey(other), members))
                    .toList();
            pipeline.sync();
            for (int i = 0; i < known.size(); i++) {
                List<Boolean> present = answers.get(i).get();
                String name = known.get(i).substring(0, known.get(i).lastIndexOf(SEPARATOR));
                for (int j = 0; j < users.size(); j++) {
                    if (present.get(j)) {
                        found.computeIfAbsent(users.get(j), user -> new HashSet<>())
                                .add(name);
                    }
                }
            }
        }
        return found;
    }

    /** What is known without Redis. */
    private Map<Long, Set<String>> ownOf(List<Long> users) {
        Map<Long, Set<String>> found = new HashMap<>();
        String name = node.substring(0, node.lastIndexOf(SEPARATOR));
        users.stream().filter(here::contains).forEach(user -> found.put(user, Set.of(name)));
        return found;
    }

    /** Says that this node lives, and puts right what may be wrong. Never waits. */
    void beat() {
        if (doubtful || ++beats % BEATS_BETWEEN_RENEWALS == 0) {
            doubtful = false;
            redis.tell(new Renewal());
        }
        redis.tell(new Sign());
    }

    private String usersKey(String ofNode) {
        return redis.key("users", ofNode);
    }

    private String nodesKey() {
        return redis.key("nodes", "alive");
    }

    private static String[] strings(Collection<Long> users) {
        return users.stream().map(String::valueOf).toArray(String[]::new);
    }

    /** Somebody came or went: what is true when it is written counts, so the last word is always right. */
    private final class Moved implements Redis.Write {
        private final long user;

        Moved(long user) {
            this.user = user;
        }

        @Override
        public void to(Pipeline pipeline) {
            String key = usersKey(node);
            if (here.contains(user)) {
                pipeline.sadd(key, Long.toString(user));
                pipeline.pexpire(key, lifetime.toMillis());
            } else {
                pipeline.srem(key, Long.toString(user));
            }
        }

        @Override
        public void lost() {
            doubtful = true;
        }
    }

    /** All users anew. Those who read meanwhile see the old set, or the new one. */
    private final class Renewal implements Redis.Write {
        @Override
        public void to(Pipeline pipeline) {
            String key = usersKey(node);
            List<Long> users = new ArrayList<>(here);
            if (users.isEmpty()) {
                pipeline.del(key);
                return;
            }
            String draft = redis.key("draft", node);
            pipeline.del(draft);
            for (int from = 0; from < users.size(); from += AT_ONCE) {
                pipeline.sadd(draft, strings(users.subList(from, Math.min(users.size(), from + AT_ONCE))));
            }
            pipeline.pexpire(draft, lifetime.toMillis());
            pipeline.rename(draft, key);
        }

        @Override
        public void lost() {
            doubtful = true;
        }
    }

    private final class Sign implements Redis.Write {
        private int expected;
        private Response<Long> registered;
        private Response<Long> alive;

        @Override
        public void to(Pipeline pipeline) {
            long now = clock.millis();
            pipeline.zadd(nodesKey(), now, node);
            pipeline.zremrangeByScore(nodesKey(), 0, now - FORGOTTEN_AFTER.toMillis());
            pipeline.pexpire(usersKey(node), lifetime.toMillis());
            alive = pipeline.zcount(nodesKey(), now - lifetime.toMillis(), Double.MAX_VALUE);
            expected = here.size();
            registered = pipeline.scard(usersKey(node));
        }

        @Override
        public void written() {
            nodes = alive.get();
            // Redis was emptied, or something went another way. A difference by who came just now does no harm.
            doubtful |= registered.get() != expected;
        }
    }

    void stop(@Observes @BeforeDestroyed(ApplicationScoped.class) Object event) {
        leave();
    }

    void leave() {
        redis.ask(client -> client.del(usersKey(node)) + client.zrem(nodesKey(), node));
    }
}
