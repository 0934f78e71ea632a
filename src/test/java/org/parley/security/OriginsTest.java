package org.parley.security;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.parley.config.Settings;
import org.parley.config.SettingsReader;
import org.parley.testing.MapConfig;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class OriginsTest {
    private static final String HOST = "chat.example.org";

    private final Origins plain = origins(Map.of());

    @Test
    void clients_that_are_no_browsers_have_none() {
        assertTrue(plain.allowed(null, HOST, false));
    }

    @Test
    void the_own_page_is_allowed_with_and_without_a_proxy_that_takes_the_tls_off() {
        assertTrue(plain.allowed("http://chat.example.org", HOST, false));
        assertTrue(plain.allowed("https://chat.example.org", HOST, false));
        assertTrue(plain.allowed("https://CHAT.example.org", "chat.example.org:443", true));
        assertTrue(plain.allowed("http://127.0.0.1:8080", "127.0.0.1:8080", false));
    }

    @Test
    void a_page_without_tls_is_foreign_to_a_server_with_it() {
        assertFalse(plain.allowed("http://chat.example.org", HOST, true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://evil.example",
                "http://chat.example.org.evil.example",
                "http://chat.example.org:81",
                "http://evil.example/chat.example.org",
                "null",
                "",
                "chat.example.org",
                "file://chat.example.org",
                "http://",
                "://",
                "http://[",
            })
    void other_pages_are_foreign(String origin) {
        assertFalse(plain.allowed(origin, HOST, false));
        assertFalse(plain.allowed(origin, null, false));
    }

    @Test
    void the_public_url_and_listed_origins_are_allowed() {
        Origins configured = origins(
                Map.of("chat.public.url", "https://talk.example.org", "chat.origins", "https://intranet.example.org"));

        assertTrue(configured.allowed("https://talk.example.org", "backend:8080", true));
        assertTrue(configured.allowed("https://intranet.example.org", "backend:8080", true));
        assertFalse(configured.allowed("http://talk.example.org", "backend:8080", true));
        assertFalse(configured.allowed("https://chat.example.org", "backend:8080", true));
    }

    private static Origins origins(Map<String, String> settings) {
        Settings read = SettingsReader.read(new MapConfig(settings));
        return new Origins(read, new Proxies(read));
    }
}
