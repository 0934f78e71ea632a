package org.parley.gateway;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import com.github.benmanes.caffeine.cache.Cache;
import org.parley.config.Settings;
import org.parley.local.LocalCaches;

/** How fast each user may send, all their connections together. Thread-safe. */
@ApplicationScoped
class RateLimits {
    private final Cache<Long, TokenBucket> buckets =
            LocalCaches.builder().expireAfterAccess(Duration.ofMinutes(10)).build();

    @Inject
    private Settings settings;

    TokenBucket of(long user) {
        return buckets.get(
                user,
                id -> new TokenBucket(
                        settings.rates().framesPerSecond(), settings.rates().framesBurst(), System::nanoTime));
    }
}
