package org.parley.cache;

import java.util.Optional;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Inject;

import redis.clients.jedis.params.SetParams;

/** A string for each value. */
@Alternative
@ApplicationScoped
public class RedisSnapshots implements Snapshots {
    private final Redis redis;

    /** For the container's proxies. */
    protected RedisSnapshots() {
        this.redis = null;
    }

    @Inject
    RedisSnapshots(Redis redis) {
        this.redis = redis;
    }

    @Override
    public void put(long of, long version, Supplier<String> value) {
        redis.tell(pipeline -> pipeline.set(
                key(of, version), value.get(), SetParams.setParams().ex(InMemorySnapshots.LIFETIME.toSeconds())));
    }

    @Override
    public Optional<String> get(long of, long version) {
        return redis.ask(client -> client.get(key(of, version)));
    }

    private String key(long of, long version) {
        return redis.key("snapshot", of + ":" + version);
    }
}
