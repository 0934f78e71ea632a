package org.parley.cache;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Inject;

import redis.clients.jedis.params.ZRangeParams;

/**
 * A sorted set for each log, scored by the entries' numbers. What two nodes put at the same time is the same, or lies side
 * by side. Gone an hour after the last entry.
 */
@Alternative
@ApplicationScoped
public class RedisRecentEntries implements RecentEntries {
    private static final Duration LIFETIME = Duration.ofHours(1);

    private final Redis redis;

    /** For the container's proxies. */
    protected RedisRecentEntries() {
        this.redis = null;
    }

    @Inject
    RedisRecentEntries(Redis redis) {
        this.redis = redis;
    }

    @Override
    public void put(long log, long number, Supplier<String> entry) {
        redis.tell(pipeline -> {
            String key = key(log);
            pipeline.zadd(key, number, start(number) + entry.get());
            pipeline.zremrangeByRank(key, 0, -1 - LENGTH);
            pipeline.expire(key, LIFETIME.toSeconds());
        });
    }

    @Override
    public Optional<List<String>> range(long log, long first, long last) {
        if (last - first >= LENGTH) {
            return Optional.empty();
        }
        return redis.ask(client -> client.zrange(key(log), ZRangeParams.zrangeByScoreParams(first, last)))
                .flatMap(members -> withoutGap(members, first, last));
    }

    /** Also nothing if a number is there twice, as when the database went back to a backup, and Redis did not. */
    private static Optional<List<String>> withoutGap(List<String> members, long first, long last) {
        if (members.size() != last - first + 1) {
            return Optional.empty();
        }
        List<String> entries = new ArrayList<>(members.size());
        for (String member : members) {
            String start = start(first + entries.size());
            if (!member.startsWith(start)) {
                return Optional.empty();
            }
            entries.add(member.substring(start.length()));
        }
        return Optional.of(entries);
    }

    private String key(long log) {
        return redis.key("log", log);
    }

    private static String start(long number) {
        return number + ":";
    }
}
