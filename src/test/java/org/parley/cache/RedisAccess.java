package org.parley.cache;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.parley.config.Settings;
import org.parley.testing.RedisServer;

/** What a node has of Redis, with threads of its own, and without the look once a second: tests look when they want. */
final class RedisAccess implements AutoCloseable {
    /** Ample, as Redis is left alone after three answers that are late, and a busy machine stalls now and then. */
    static final Duration TIMEOUT = Duration.ofSeconds(2);

    static final int CONNECTIONS = 8;

    final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    final Redis redis;
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final Handler counter = new Counter();
    private volatile int warnings;

    /** As one of several nodes of the same installation. */
    RedisAccess(RedisServer server, String installation) {
        this(settings(server.port(), false, Optional.empty(), Optional.empty(), TIMEOUT), installation);
    }

    RedisAccess(RedisServer server) {
        this(server, UUID.randomUUID().toString());
    }

    /** One that waits so long for an answer. */
    RedisAccess(RedisServer server, Duration timeout) {
        this(
                settings(server.port(), false, Optional.empty(), Optional.empty(), timeout),
                UUID.randomUUID().toString());
    }

    RedisAccess(Settings.Redis settings, String installation) {
        redis = new Redis(settings, metrics, executor);
        redis.prepare();
        redis.open(installation);
        Logger.getLogger(Redis.class.getName()).addHandler(counter);
    }

    static Settings.Redis settings(
            int port, boolean tls, Optional<Path> authorities, Optional<String> password, Duration timeout) {
        return new Settings.Redis(
                "localhost", port, 0, tls, authorities, Optional.empty(), password, "test", timeout, CONNECTIONS);
    }

    double count(String name, String tag, String value) {
        return metrics.get(name).tag(tag, value).counter().count();
    }

    int warnings() {
        return warnings;
    }

    @Override
    public void close() {
        Logger.getLogger(Redis.class.getName()).removeHandler(counter);
        redis.close();
        executor.shutdownNow();
    }

    private final class Counter extends Handler {
        @Override
        public void publish(LogRecord entry) {
            if (entry.getLevel() == Level.WARNING) {
                warnings++;
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
