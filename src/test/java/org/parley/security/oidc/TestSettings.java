package org.parley.security.oidc;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;

import org.parley.config.Settings;
import org.parley.config.SettingsReader;
import org.parley.testing.FakeProvider;
import org.parley.testing.MapConfig;

/** Settings of a provider, the defaults but for what a test says. */
final class TestSettings {
    private TestSettings() {}

    static Settings.OpenIdProvider of(URI issuer, String... more) {
        Map<String, String> values = new HashMap<>(Map.of(
                "chat.public.url",
                "https://chat.example.org",
                "chat.oidc.issuer",
                issuer.toString(),
                "chat.oidc.client-id",
                FakeProvider.CLIENT,
                "chat.oidc.timeout",
                "PT2S"));
        for (int i = 0; i < more.length; i += 2) {
            values.put(more[i], more[i + 1]);
        }
        return SettingsReader.read(new MapConfig(values)).openIdProvider().orElseThrow();
    }
}
