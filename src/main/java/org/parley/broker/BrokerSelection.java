package org.parley.broker;

import java.util.List;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterDeploymentValidation;
import jakarta.enterprise.inject.spi.AfterTypeDiscovery;
import jakarta.enterprise.inject.spi.BeforeBeanDiscovery;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessAnnotatedType;

import org.eclipse.microprofile.config.ConfigProvider;
import org.parley.broker.kafka.KafkaBroker;
import org.parley.broker.kafka.KafkaChannels;
import org.parley.broker.kafka.KafkaDistribution;
import org.parley.broker.kafka.Topics;
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
        KafkaChannels.configure(settings);
    }

    /** In channel mode nothing that speaks with Kafka becomes a bean, and so no messaging channel comes to be. */
    void omit(@Observes ProcessAnnotatedType<?> event) {
        Package home = event.getAnnotatedType().getJavaClass().getPackage();
        if (settings.broker().mode() != Settings.MessageMode.KAFKA && KafkaBroker.class.getPackage() == home) {
            event.veto();
        }
    }

    void select(@Observes AfterTypeDiscovery event) {
        event.getAlternatives()
                .addAll(
                        switch (settings.broker().mode()) {
                            case CHANNEL -> List.of(ChannelBroker.class, LocalDistribution.class);
                            case KAFKA -> List.of(KafkaBroker.class, KafkaDistribution.class);
                        });
    }

    /** Before the messaging channels open. */
    void prepare(@Observes @Priority(1) AfterDeploymentValidation event) {
        if (settings.broker().mode() == Settings.MessageMode.KAFKA) {
            Topics.prepare(settings.kafka());
        }
    }
}
