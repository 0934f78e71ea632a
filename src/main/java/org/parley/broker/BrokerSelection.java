package org.parley.broker;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterTypeDiscovery;
import jakarta.enterprise.inject.spi.BeforeBeanDiscovery;
import jakarta.enterprise.inject.spi.Extension;

import org.eclipse.microprofile.config.ConfigProvider;
import org.parley.config.Settings;
import org.parley.config.SettingsReader;

/**
 * Checks the settings before anything else, and selects the broker that {@code chat.message.mode} names: every broker is
 * a CDI alternative, and the others stay without effect.
 */
public class BrokerSelection implements Extension {
    private Settings settings;

    void checkSettings(@Observes BeforeBeanDiscovery event) {
        settings = SettingsReader.read(ConfigProvider.getConfig());
    }

    void select(@Observes AfterTypeDiscovery event) {
        event.getAlternatives().add(brokerFor(settings.broker().mode()));
    }

    private static Class<? extends MessageBroker> brokerFor(Settings.MessageMode mode) {
        return switch (mode) {
            case CHANNEL -> ChannelBroker.class;
        };
    }
}
