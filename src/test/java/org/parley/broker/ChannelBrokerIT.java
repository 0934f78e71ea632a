package org.parley.broker;

import jakarta.enterprise.inject.spi.Unmanaged;
import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.parley.config.Settings;
import org.parley.delivery.ConnectionRegistry;
import org.parley.message.Submission;
import org.parley.testing.container.Fixture;
import org.parley.testing.container.InContainer;

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
}
