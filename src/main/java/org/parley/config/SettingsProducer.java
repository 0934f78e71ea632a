package org.parley.config;

import java.time.Clock;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.ConfigProvider;

/** Makes the settings and the clock injectable. */
@ApplicationScoped
class SettingsProducer {
    @Produces
    @Singleton
    Settings settings() {
        return SettingsReader.read(ConfigProvider.getConfig());
    }

    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }
}
