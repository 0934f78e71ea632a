package org.parley.broker;

import java.util.Collection;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Inject;

import org.parley.conversation.MemberDirectory;
import org.parley.delivery.Delivery;
import org.parley.delivery.Distribution;
import org.parley.delivery.Posted;
import org.parley.inbox.Announcer;
import org.parley.message.Outcome;
import org.parley.protocol.Entry;
import org.parley.protocol.ServerFrame;

/** Where there is one node: everything is told on the spot. */
@Alternative
@ApplicationScoped
public class LocalDistribution implements Distribution {
    @Inject
    private Arrival arrival;

    @Inject
    private Delivery delivery;

    @Inject
    private Announcer announcer;

    @Inject
    private MemberDirectory directory;

    @Inject
    private Progress progress;

    /** What is told late, after newer entries, is left to be read from the log: connections get all in its order. */
    @Override
    public CompletionStage<Void> appended(Outcome.Appended appended) {
        Entry entry = appended.entry();
        if (progress.advance(entry.conversation(), entry.seq())) {
            arrival.tell(Posted.of(appended), appended.members().users());
        }
        return CompletableFuture.completedStage(null);
    }

    @Override
    public void toMembers(long conversation, OptionalLong except, ServerFrame frame) {
        directory.of(conversation).ifPresent(members -> delivery.send(members.users(), except, frame));
    }

    @Override
    public void toUser(long user, ServerFrame frame) {
        delivery.send(java.util.List.of(user), OptionalLong.empty(), frame);
    }

    @Override
    public void membersChanged(long conversation, long version) {
        directory.forgetBefore(conversation, version);
    }

    @Override
    public void toNodes(String subject, String json) {}

    @Override
    public void announce(long conversation, Collection<Long> users) {
        announcer.announce(conversation, users);
    }
}
