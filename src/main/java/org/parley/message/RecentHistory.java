package org.parley.message;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.parley.cache.RecentEntries;
import org.parley.protocol.Entry;

/**
 * The newest entries of conversations, without the database. It is asked for entries that the database says are there, and
 * an entry never changes: so what it gives is right, however long nobody could tell it anything. Thread-safe.
 */
@ApplicationScoped
public class RecentHistory {
    private static final char SEPARATOR = ' ';

    private final RecentEntries entries;
    private final Counter hits;
    private final Counter misses;

    /** For the container's proxies. */
    protected RecentHistory() {
        this.entries = null;
        this.hits = null;
        this.misses = null;
    }

    @Inject
    RecentHistory(RecentEntries entries, MeterRegistry metrics) {
        this.entries = entries;
        this.hits = pages("hit", metrics);
        this.misses = pages("miss", metrics);
    }

    private static Counter pages(String outcome, MeterRegistry metrics) {
        return Counter.builder("parley.history.recent")
                .description("Pages near the end of a conversation, by whether the cache had all of them")
                .tag("outcome", outcome)
                .register(metrics);
    }

    /** To be called after the commit. Never waits. */
    public void remember(Entry entry) {
        entries.put(entry.conversation(), entry.seq(), () -> encode(entry));
    }

    /**
     * @param end the last entry that the log has
     * @return the entries, if all of them are remembered
     */
    Optional<List<Entry>> range(long conversation, long first, long last, long end) {
        if (isOld(first, end)) {
            return Optional.empty();
        }
        Optional<List<Entry>> range =
                entries.range(conversation, first, last).map(texts -> decode(conversation, first, texts));
        (range.isPresent() ? hits : misses).increment();
        return range;
    }

    /** What was just read from the database may be wanted again. */
    void remember(List<Entry> range, long end) {
        if (!range.isEmpty() && !isOld(range.get(0).seq(), end)) {
            range.forEach(this::remember);
        }
    }

    private static boolean isOld(long first, long end) {
        return end - first >= RecentEntries.LENGTH;
    }

    static String encode(Entry entry) {
        return "" + ChronoUnit.MICROS.between(Instant.EPOCH, entry.at())
                + SEPARATOR
                + entry.from()
                + SEPARATOR
                + entry.kind()
                + SEPARATOR
                + entry.cid().length()
                + SEPARATOR
                + entry.cid()
                + entry.contentJson();
    }

    private static List<Entry> decode(long conversation, long first, List<String> texts) {
        List<Entry> range = new ArrayList<>(texts.size());
        for (String text : texts) {
            range.add(decode(conversation, first + range.size(), text));
        }
        return range;
    }

    static Entry decode(long conversation, long seq, String text) {
        int at = text.indexOf(SEPARATOR);
        int from = text.indexOf(SEPARATOR, at + 1);
        int kind = text.indexOf(SEPARATOR, from + 1);
        int length = text.indexOf(SEPARATOR, kind + 1);
        int content = length + 1 + Integer.parseInt(text, kind + 1, length, 10);
        return new Entry(
                conversation,
                seq,
                text.substring(at + 1, from),
                text.substring(length + 1, content),
                text.substring(from + 1, kind),
                Instant.EPOCH.plus(Long.parseLong(text, 0, at, 10), ChronoUnit.MICROS),
                text.substring(content));
    }
}
