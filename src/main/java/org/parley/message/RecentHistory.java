package org.parley.message;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.parley.cache.RecentEntries;
import org.parley.protocol.Entry;
import org.parley.user.UserDirectory;
import org.parley.user.UserRef;

/**
 * The newest entries of conversations, without the database. It is asked for entries that the database says are there, and
 * an entry never changes: so what it gives is right, however long nobody could tell it anything. Of a sender it keeps the
 * number, since a name may become somebody else's. Thread-safe.
 */
@ApplicationScoped
public class RecentHistory {
    private static final char SEPARATOR = ' ';

    private final RecentEntries entries;
    private final UserDirectory users;
    private final Counter hits;
    private final Counter misses;

    /** For the container's proxies. */
    protected RecentHistory() {
        this.entries = null;
        this.users = null;
        this.hits = null;
        this.misses = null;
    }

    @Inject
    RecentHistory(RecentEntries entries, UserDirectory users, MeterRegistry metrics) {
        this.entries = entries;
        this.users = users;
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
    public void remember(Entry entry, long sender) {
        entries.put(entry.conversation(), entry.seq(), () -> encode(entry, sender));
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
                entries.range(conversation, first, last).flatMap(texts -> decode(conversation, first, texts));
        (range.isPresent() ? hits : misses).increment();
        return range;
    }

    /** What was just read from the database may be wanted again. */
    void remember(List<Entry> range, List<Long> senders, long end) {
        if (!range.isEmpty() && !isOld(range.get(0).seq(), end)) {
            for (int i = 0; i < range.size(); i++) {
                remember(range.get(i), senders.get(i));
            }
        }
    }

    private static boolean isOld(long first, long end) {
        return end - first >= RecentEntries.LENGTH;
    }

    static String encode(Entry entry, long sender) {
        return "" + ChronoUnit.MICROS.between(Instant.EPOCH, entry.at())
                + SEPARATOR
                + sender
                + SEPARATOR
                + entry.kind()
                + SEPARATOR
                + entry.cid().length()
                + SEPARATOR
                + entry.cid()
                + entry.contentJson();
    }

    /** What was remembered before a backup was restored may name senders that are no more. */
    private Optional<List<Entry>> decode(long conversation, long first, List<String> texts) {
        List<Long> senders = texts.stream().map(RecentHistory::sender).toList();
        Map<Long, UserRef> known = users.byIds(Set.copyOf(senders));
        if (!known.keySet().containsAll(senders)) {
            return Optional.empty();
        }
        List<Entry> range = new ArrayList<>(texts.size());
        for (int i = 0; i < texts.size(); i++) {
            String from = known.get(senders.get(i)).handle();
            range.add(decode(conversation, first + i, from, texts.get(i)));
        }
        return Optional.of(range);
    }

    static long sender(String text) {
        int at = text.indexOf(SEPARATOR);
        return Long.parseLong(text, at + 1, text.indexOf(SEPARATOR, at + 1), 10);
    }

    static Entry decode(long conversation, long seq, String from, String text) {
        int at = text.indexOf(SEPARATOR);
        int sender = text.indexOf(SEPARATOR, at + 1);
        int kind = text.indexOf(SEPARATOR, sender + 1);
        int length = text.indexOf(SEPARATOR, kind + 1);
        int content = length + 1 + Integer.parseInt(text, kind + 1, length, 10);
        return new Entry(
                conversation,
                seq,
                from,
                text.substring(length + 1, content),
                text.substring(sender + 1, kind),
                Instant.EPOCH.plus(Long.parseLong(text, 0, at, 10), ChronoUnit.MICROS),
                text.substring(content));
    }
}
