package org.parley.broker;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.parley.broker.MessageBroker.Published;
import org.parley.conversation.MemberDirectory;
import org.parley.conversation.Members;
import org.parley.conversation.OpenConversation;
import org.parley.delivery.Delivery;
import org.parley.inbox.Announcer;
import org.parley.message.Outcome;
import org.parley.protocol.Entry;

/**
 * What follows the commit of a message: its sender is told, then its members. Called for the outcomes of a conversation
 * one after the other, in the order of their seqs.
 */
@ApplicationScoped
class AfterCommit {
    @Inject
    private Delivery delivery;

    @Inject
    private LogWriter writer;

    @Inject
    private Announcer announcer;

    @Inject
    private MemberDirectory directory;

    @Inject
    private MeterRegistry metrics;

    void tell(Outcome outcome, CompletableFuture<Published> result) {
        if (outcome instanceof Outcome.Appended appended) {
            result.complete(published(appended.entry()));
            membersChanged(appended);
            delivery.deliver(appended);
        } else if (outcome instanceof Outcome.Known known) {
            result.complete(published(known.entry()));
            if (writer.wasUncertain(known.submission())) {
                delivery.deliver(lateDelivery(known));
            }
        } else if (outcome instanceof Outcome.Refused refused) {
            result.completeExceptionally(refused.refusal());
        }
        count(outcome);
    }

    /** To those who are members now; clients put it in its place by its seq, or have read it from the log already. */
    private Outcome.Appended lateDelivery(Outcome.Known known) {
        Members members = directory.of(known.entry().conversation()).orElseThrow();
        return new Outcome.Appended(known.submission(), known.entry(), members, OpenConversation.Changes.NONE);
    }

    private void membersChanged(Outcome.Appended appended) {
        long conversation = appended.entry().conversation();
        directory.remember(conversation, appended.members());
        if (appended.changes().isEmpty()) {
            return;
        }
        List<Long> concerned = new ArrayList<>(
                appended.changes().summary()
                        ? appended.members().users()
                        : appended.changes().joined());
        concerned.addAll(appended.changes().departed());
        announcer.announce(conversation, concerned);
    }

    private void count(Outcome outcome) {
        Counter.builder("parley.messages.stored")
                .description("What became of messages that were published")
                .tag("outcome", outcome.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT))
                .register(metrics)
                .increment();
    }

    private static Published published(Entry entry) {
        return new Published(entry.conversation(), Optional.of(entry.seq()), Optional.of(entry.at()));
    }
}
