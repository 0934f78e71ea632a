package org.parley.broker;

import jakarta.enterprise.context.ApplicationScoped;

import com.github.benmanes.caffeine.cache.Cache;
import org.parley.local.LocalCaches;

/** Up to where this node has told its connections of each conversation. Thread-safe. */
@ApplicationScoped
public class Progress {
    private static final int REMEMBERED = 500_000;

    private final Cache<Long, Long> last =
            LocalCaches.builder().maximumSize(REMEMBERED).build();

    /** @return the highest seq that was told; 0 if none is remembered */
    public long of(long conversation) {
        Long seq = last.getIfPresent(conversation);
        return seq == null ? 0 : seq;
    }

    /** @return whether it goes forward; what comes again, or comes late, does not */
    public boolean advance(long conversation, long seq) {
        if (seq <= of(conversation)) {
            return false;
        }
        last.put(conversation, seq);
        return true;
    }
}
