package org.parley.broker;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import jakarta.enterprise.inject.spi.Unmanaged;
import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.parley.broker.MessageBroker.Published;
import org.parley.config.Settings;
import org.parley.delivery.ConnectionRegistry;
import org.parley.delivery.Distribution;
import org.parley.message.Outcome;
import org.parley.message.Submission;
import org.parley.protocol.Entry;
import org.parley.testing.Await;
import org.parley.testing.container.Fixture;
import org.parley.testing.container.InContainer;
import org.parley.user.UserRef;

import static org.junit.jupiter.api.Assertions.assertEquals;

@InContainer
class ChannelBrokerIT implements MessageBrokerContract {
    @Inject
    private MessageBroker broker;

    @Inject
    private ChannelBroker selected;

    @Inject
    private Settings settings;

    @Inject
    private ConnectionRegistry connections;

    @Inject
    private Fixture fixture;

    @Inject
    private AfterCommit afterCommit;

    @Inject
    private Distribution distribution;

    private Unmanaged.UnmanagedInstance<ChannelBroker> toStop;

    @AfterEach
    void dispose() {
        if (toStop != null) {
            toStop.preDestroy().dispose();
        }
    }

    @Override
    public MessageBroker broker() {
        return broker;
    }

    @Override
    public MessageBroker brokerToStop() {
        toStop = new Unmanaged<>(ChannelBroker.class).newInstance();
        return toStop.produce().inject().postConstruct().get();
    }

    @Override
    public int bound() {
        return settings.broker().laneCapacity();
    }

    /** It is in the log: another connection sees it. */
    @Override
    public boolean isDurable(Submission submission) {
        return fixture.stored(submission).size() == 1;
    }

    @Override
    public Fixture fixture() {
        return fixture;
    }

    @Override
    public ConnectionRegistry connections() {
        return connections;
    }

    @Test
    void is_what_the_default_setting_selects() {
        assertEquals(selected, broker);
    }

    @Test
    void what_is_told_late_does_not_come_after_newer_entries() throws Exception {
        UserRef alice = fixture.user();
        UserRef bob = fixture.user();
        RecordingConnection device = new RecordingConnection(bob);
        long conversation = fixture.direct(alice, bob);
        connections.add(device);
        Submission first = fixture.text(alice, conversation);
        Published place = broker.publish(first).toCompletableFuture().get(30, TimeUnit.SECONDS);
        broker.publish(fixture.text(alice, conversation));
        Await.until(
                "both came",
                Duration.ofSeconds(30),
                () -> device.seqs(conversation).size() == 2);

        Entry entry = new Entry(
                conversation,
                place.seq().orElseThrow(),
                alice.handle(),
                first.cid(),
                first.content().kind(),
                place.at().orElseThrow(),
                first.contentJson());
        distribution.appended(afterCommit.lateDelivery(new Outcome.Known(first, entry)));

        assertEquals(List.of(1L, 2L), device.seqs(conversation));
    }
}
