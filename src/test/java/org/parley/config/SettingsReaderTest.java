package org.parley.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.parley.testing.MapConfig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SettingsReaderTest {
    @Test
    void everything_has_a_default() {
        Settings settings = read(Map.of());

        assertEquals(Settings.MessageMode.CHANNEL, settings.broker().mode());
        assertTrue(settings.accounts().registrationOpen());
        assertEquals(Duration.ofMinutes(10), settings.tokens().accessLifetime());
        assertTrue(settings.database().url().startsWith("jdbc:h2:file:"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "chat.message.mode          | rabbit",
                "chat.channel.lanes         | 0",
                "chat.channel.lane-capacity | many",
                "chat.batch.size            | 2001",
                "chat.batch.linger          | PT1S",
                "chat.kafka.bootstrap-servers | kafka",
                "chat.kafka.topic           | a topic",
                "chat.kafka.partitions      | 0",
                "chat.kafka.create-topics   | yes",
                "chat.kafka.timeout         | PT5M",
                "chat.kafka.properties      | /there/is/no/such.file",
                "chat.redis.url             | 127.0.0.1:6379",
                "chat.redis.url             | http://127.0.0.1:6379",
                "chat.redis.url             | redis://127.0.0.1:6379/one",
                "chat.redis.url             | redis://:word@127.0.0.1",
                "chat.redis.user            | without-password",
                "chat.redis.ca              | /there/is/no/such.pem",
                "chat.redis.prefix          | a prefix",
                "chat.redis.timeout         | PT1M",
                "chat.redis.connections     | 1",
                "chat.public.url            | chat.example.org",
                "chat.public.url            | https://chat.example.org/path",
                "chat.origins               | https://good.example, bad",
                "chat.db.url                | jdbc:oracle:thin",
                "chat.connection.max-frame  | 1e6",
                "chat.connection.heartbeat  | 30",
                "chat.registration          | maybe",
                "chat.registration.per-minute | 0",
                "chat.admin.user            | not a handle",
                "chat.password.iterations   | 1",
                "chat.login.attempts        | 0",
                "chat.proxies               | proxy.example.org",
                "chat.rate.requests-per-second | 0",
                "chat.rate.requests-burst   | 0",
                "chat.rate.searches-per-minute | 0",
                "chat.monitoring.networks   | monitoring.example.org",
                "chat.token.access-lifetime | PT0S",
                "chat.token.refresh-lifetime| P400D",
                "chat.token.key             | {\"kty\":\"EC\"}",
                "chat.accounts.local        | off",
                "chat.accounts.local        | maybe",
                "chat.oidc.issuer           | login.example.org",
                "chat.oidc.issuer           | http://login.example.org",
                "chat.oidc.issuer           | https://login.example.org?realm=staff",
                "chat.oidc.scopes           | profile email",
                "chat.oidc.ca               | /there/is/no/such.pem",
                "chat.oidc.clock-skew       | PT6M",
                "chat.oidc.timeout          | PT0S",
                "chat.shutdown.timeout      | -PT5S",
            })
    void a_wrong_setting_stops_the_start_and_names_itself(String name, String value) {
        InvalidSettings failure = assertThrows(InvalidSettings.class, () -> read(Map.of(name, value)));

        assertTrue(failure.getMessage().contains(name), failure.getMessage());
    }

    @Test
    void a_folder_that_can_not_be_is_called_wrong() {
        InvalidSettings failure =
                assertThrows(InvalidSettings.class, () -> read(Map.of("chat.data.dir", "data\0base")));

        assertTrue(failure.getMessage().contains("the path of a folder"), failure.getMessage());
    }

    @Test
    void all_wrong_settings_are_told_at_once() {
        InvalidSettings failure = assertThrows(
                InvalidSettings.class, () -> read(Map.of("chat.batch.size", "x", "chat.registration", "y")));

        assertTrue(failure.getMessage().contains("chat.batch.size is \"x\""), failure.getMessage());
        assertTrue(failure.getMessage().contains("must be one of open, closed"), failure.getMessage());
    }

    @Test
    void a_provider_needs_a_client_id_and_a_place_to_send_browsers_back_to() {
        InvalidSettings failure = assertThrows(
                InvalidSettings.class,
                () -> read(Map.of("chat.oidc.issuer", "https://login.example.org/realms/staff")));

        assertTrue(failure.getMessage().contains("needs chat.oidc.client-id"), failure.getMessage());
        assertTrue(failure.getMessage().contains("needs chat.public.url"), failure.getMessage());
    }

    @Test
    void local_accounts_can_be_off_beside_a_provider() {
        Settings settings = read(Map.of(
                "chat.accounts.local", "off",
                "chat.public.url", "https://chat.example.org",
                "chat.oidc.issuer", "https://login.example.org/realms/staff",
                "chat.oidc.client-id", "parley",
                "chat.oidc.groups", "staff, guests"));

        assertFalse(settings.accounts().local());
        assertEquals(
                Set.of("staff", "guests"),
                settings.openIdProvider().orElseThrow().groups());
    }

    @Test
    void a_signing_key_is_an_ec_p256_private_key() throws Exception {
        ECKey good = new ECKeyGenerator(Curve.P_256).generate();
        ECKey otherCurve = new ECKeyGenerator(Curve.P_384).generate();

        assertEquals(
                Optional.of(good.toJSONString()),
                read(Map.of("chat.token.key", good.toJSONString())).tokens().signingKey());
        assertKeyRefused(good.toPublicJWK().toJSONString());
        assertKeyRefused(otherCurve.toJSONString());
        assertKeyRefused("[");
    }

    private static void assertKeyRefused(String key) {
        InvalidSettings failure = assertThrows(InvalidSettings.class, () -> read(Map.of("chat.token.key", key)));

        assertTrue(failure.getMessage().contains("chat.token.key"), failure.getMessage());
        assertFalse(failure.getMessage().contains(key), "a secret must not be shown");
    }

    @Test
    void secrets_are_not_shown() {
        Settings settings = read(Map.of("chat.db.password", "hidden", "chat.db.url", "jdbc:h2:mem:x;PASSWORD=hidden"));

        assertFalse(settings.toString().contains("hidden"), settings.toString());
    }

    @Test
    void a_secret_may_be_in_a_file(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("password"), "hidden\n");

        assertEquals(
                "hidden",
                read(Map.of("chat.db.password.file", file.toString()))
                        .database()
                        .password());
    }

    @Test
    void a_file_of_a_secret_that_is_missing_or_empty_or_too_large_stops_the_start(@TempDir Path folder)
            throws IOException {
        assertFileRefused(folder.resolve("missing").toString());
        assertFileRefused(folder.toString());
        assertFileRefused("\0");
        assertFileRefused(Files.writeString(folder.resolve("empty"), " \n").toString());
        assertFileRefused(
                Files.writeString(folder.resolve("large"), "x".repeat(65_537)).toString());
    }

    private static void assertFileRefused(String file) {
        InvalidSettings failure =
                assertThrows(InvalidSettings.class, () -> read(Map.of("chat.db.password.file", file)));

        assertTrue(failure.getMessage().contains("chat.db.password.file is"), failure.getMessage());
    }

    @Test
    void a_secret_and_a_file_of_it_at_once_stop_the_start(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("password"), "hidden");
        InvalidSettings failure = assertThrows(
                InvalidSettings.class,
                () -> read(Map.of("chat.db.password", "hidden", "chat.db.password.file", file.toString())));

        assertTrue(failure.getMessage().contains("chat.db.password and chat.db.password.file"), failure.getMessage());
        assertFalse(failure.getMessage().contains("hidden"), failure.getMessage());
    }

    @Test
    void redis_is_used_only_if_it_is_named() {
        assertEquals(Optional.empty(), read(Map.of()).redis());

        Settings.Redis plain =
                read(Map.of("chat.redis.url", "redis://cache.example")).redis().orElseThrow();
        assertEquals(6379, plain.port());
        assertFalse(plain.tls());

        Settings.Redis other = read(Map.of(
                        "chat.redis.url", "rediss://cache.example:7000/3", "chat.redis.password", "p"))
                .redis()
                .orElseThrow();
        assertEquals("cache.example", other.host());
        assertEquals(7000, other.port());
        assertEquals(3, other.database());
        assertTrue(other.tls());
        assertEquals(Optional.of("p"), other.password());
    }

    @Test
    void the_password_of_redis_is_not_shown() {
        InvalidSettings failure = assertThrows(
                InvalidSettings.class, () -> read(Map.of("chat.redis.url", "redis://:hidden@cache.example")));

        assertFalse(failure.getMessage().contains("hidden"), failure.getMessage());
        assertFalse(read(Map.of("chat.redis.url", "redis://cache.example", "chat.redis.password", "hidden"))
                .toString()
                .contains("hidden"));
    }

    @Test
    void the_administrator_is_named_in_any_case() {
        assertEquals(
                Optional.of("alice"),
                read(Map.of("chat.admin.user", " Alice ")).accounts().administrator());
    }

    @Test
    void trusted_proxies_are_a_list_of_addresses_and_networks() {
        Settings.Proxies proxies = read(Map.of(
                        "chat.proxies", "127.0.0.1, ::1,172.16.0.0/12", "chat.proxies.header", "forwarded"))
                .proxies();
        assertEquals(
                Set.of(CidrBlock.parse("127.0.0.1/32"), CidrBlock.parse("0:0::1"), CidrBlock.parse("172.16.0.0/12")),
                proxies.trusted());
        assertEquals(Settings.ForwardedHeader.FORWARDED, proxies.header());
    }

    private static Settings read(Map<String, String> values) {
        return SettingsReader.read(new MapConfig(values));
    }
}
