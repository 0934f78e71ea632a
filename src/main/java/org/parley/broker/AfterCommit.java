package org.parley.broker;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.parley.broker.MessageBroker.Published;
import org.parley.conversation.MemberDirectory;
import org.parley.conversation.Members;
import org.parley.conversation.OpenConversation;
import org.parley.delivery.Distribution;
import org.parley.message.Outcome;
import org.parley.message.RecentHistory;
import org.parley.protocol.Entry;
import org.parley.push.Notices;
import org.parley.search.Indexer;

/**
 * What follows the commit of a message: its sender is told, then its members. Called for the outcomes of a conversation
 * one after the other, in the order of their seqs.
 */
@ApplicationScoped
public class AfterCommit {
    private final Map<Class<?>, Counter> counters = new ConcurrentHashMap<>();

    @Inject
    private Distribution distribution;

    @Inject
    private LogWriter writer;

    @Inject
    private MemberDirectory directory;

    @Inject
    private RecentHistory recent;

    @Inject
    private Indexer indexer;

    @Inject
    private Notices notices;

    @Inject
    private MeterRegistry metrics;

    void tell(Outcome outcome, CompletableFuture<Published> result) {
        if (outcome instanceof Outcome.Appended appended) {
            result.complete(published(appended.entry()));
            remember(appended);
            distribution.appended(appended);
        } else if (outcome instanceof Outcome.Known known) {
            result.complete(published(known.entry()));
            if (writer.wasUncertain(known.submission())) {
                Outcome.Appended late = lateDelivery(known);
                notices.appended(late);
                distribution.appended(late);
            }
        } else if (outcome instanceof Outcome.Refused refused) {
            result.completeExceptionally(refused.refusal());
        }
        count(outcome);
    }

    /**
     * What is read next needs no database, and who has no connection is told by other ways. To be called by the node that
     * appended it, and once.
     */
    public void remember(Outcome.Appended appended) {
        directory.remember(appended.entry().conversation(), appended.members());
        recent.remember(appended.entry(), appended.submission().sender().id());
        indexer.appended(appended.entry());
        notices.appended(appended);
    }

    /**
     * To those members of now who were members then; clients put it in its place by its seq, or have read it from the log
     * already.
     */
    public Outcome.Appended lateDelivery(Outcome.Known known) {
        Members members = directory.joinedBefore(
                known.entry().conversation(), known.entry().seq());
        return new Outcome.Appended(known.submission(), known.entry(), members, OpenConversation.Changes.NONE);
    }

    public void count(Outcome outcome) {
        counters.computeIfAbsent(outcome.getClass(), this::counter).increment();
    }

    private Counter counter(Class<?> outcome) {
        return Counter.builder("parley.messages.stored")
                .description("What became of messages that were published")
                .tag("outcome", outcome.getSimpleName().toLowerCase(Locale.ROOT))
                .register(metrics);
    }

    public static Published published(Entry entry) {
        return new Published(entry.conversation(), Optional.of(entry.seq()), Optional.of(entry.at()));
    }
}
