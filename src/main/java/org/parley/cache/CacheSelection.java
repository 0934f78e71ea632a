package org.parley.cache;

import java.util.List;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterTypeDiscovery;
import jakarta.enterprise.inject.spi.Extension;

import org.eclipse.microprofile.config.ConfigProvider;
import org.parley.config.SettingsReader;

/** Selects Redis if {@code chat.redis.url} names one, else this node's memory; the other stays without effect. */
public class CacheSelection implements Extension {
    void select(@Observes AfterTypeDiscovery event) {
        boolean redis = SettingsReader.read(ConfigProvider.getConfig()).redis().isPresent();
        event.getAlternatives()
                .addAll(
                        redis
                                ? List.of(
                                        Redis.class,
                                        RedisRecentEntries.class,
                                        RedisSnapshots.class,
                                        RedisPresence.class)
                                : List.of(
                                        InMemoryRecentEntries.class, InMemorySnapshots.class, InMemoryPresence.class));
    }
}
