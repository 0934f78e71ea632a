package org.parley.security;

import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.servlet.http.HttpServletRequest;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.parley.config.SettingsReader;
import org.parley.testing.MapConfig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ProxiesTest {
    private static final String PROXY = "10.0.0.1";

    private final Proxies usual = proxies("10.0.0.0/24,192.0.2.7,fd00::/8", "x-forwarded-for");
    private final Proxies standard = proxies("10.0.0.0/24,192.0.2.7,fd00::/8", "forwarded");

    @Test
    void a_stranger_is_not_believed() {
        assertEquals("1.2.3.4", address(usual, "1.2.3.4", "9.9.9.9"));
        assertEquals("1.2.3.4", address(proxies("", "x-forwarded-for"), "1.2.3.4", "9.9.9.9"));
        assertEquals("1.2.3.4", forwarded("1.2.3.4", "for=9.9.9.9;proto=https"));
        assertFalse(https(usual, "1.2.3.4", "X-Forwarded-Proto", "https"));
        assertFalse(https(standard, "1.2.3.4", "Forwarded", "for=9.9.9.9;proto=https"));
    }

    @Test
    void a_trusted_proxy_tells_where_a_request_comes_from() {
        assertEquals("9.9.9.9", address(usual, PROXY, "9.9.9.9"));
        assertEquals("9.9.9.9", address(usual, PROXY, "9.9.9.9, 10.0.0.2"));
        assertEquals("9.9.9.9", address(usual, PROXY, "9.9.9.9", "192.0.2.7 , 10.0.0.2"));
        assertEquals("9.9.9.9", address(usual, "fd00:0:0:0:0:0:0:5", "9.9.9.9"));
        assertEquals(PROXY, address(usual, PROXY));
    }

    @Test
    void a_trusted_proxy_alone_gives_requests_their_ids() {
        Map<String, List<String>> headers = Map.of("X-Request-Id", List.of("7"));

        assertEquals(Optional.of("7"), usual.requestId(request(PROXY, headers)));
        assertEquals(Optional.empty(), usual.requestId(request("1.2.3.4", headers)));
        assertEquals(Optional.empty(), usual.requestId(request(PROXY, Map.of())));
    }

    @Test
    void what_the_caller_put_in_front_is_not_believed() {
        assertEquals("9.9.9.9", address(usual, PROXY, "8.8.8.8, 9.9.9.9"));
        assertEquals("9.9.9.9", address(usual, PROXY, "8.8.8.8", "9.9.9.9"));
        assertEquals("9.9.9.9", address(usual, PROXY, "10.0.0.9, 8.8.8.8, 9.9.9.9, 10.0.0.2"));
        assertEquals("9.9.9.9", forwarded(PROXY, "for=8.8.8.8, for=9.9.9.9"));
        assertEquals("9.9.9.9", forwarded(PROXY, "for=8.8.8.8;x=\", for=9.9.9.9"));
        assertEquals("9.9.9.9", forwarded(PROXY, "for=\"[::1]\";x=\", for=9.9.9.9;host=\"a,b;for=7.7.7.7\""));
    }

    @Test
    void the_header_that_the_proxy_does_not_write_is_not_believed() {
        Map<String, List<String>> both =
                Map.of("Forwarded", List.of("for=8.8.8.8;proto=https"), "X-Forwarded-For", List.of("9.9.9.9"));

        assertEquals("9.9.9.9", usual.caller(request(PROXY, both)).address());
        assertEquals("8.8.8.8", standard.caller(request(PROXY, both)).address());
        assertFalse(usual.https(request(PROXY, both)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"unknown", "_secret", "", ",,", "999.1.1.1", "example.org", "[", ":", "[::g]:1"})
    void as_far_as_the_last_proxy_that_says_an_address(String hidden) {
        assertEquals(PROXY, address(usual, PROXY, hidden));
        assertEquals("10.0.0.2", address(usual, PROXY, "9.9.9.9, " + hidden + ", 10.0.0.2"));
        assertEquals("10.0.0.2", forwarded(PROXY, "for=9.9.9.9, for=" + hidden + ", for=10.0.0.2"));
    }

    @Test
    void nonsense_is_not_believed_however_long_it_is() {
        assertEquals(PROXY, address(usual, PROXY, "x".repeat(8_000)));
        assertEquals("9.9.9.9", address(usual, PROXY, ",".repeat(8_000) + "9.9.9.9"));
        assertEquals("9.9.9.9", forwarded(PROXY, ",\";".repeat(8_001) + ",for=9.9.9.9"));
    }

    @Test
    void an_address_is_the_same_however_it_is_written() {
        assertEquals("9.9.9.9", address(usual, PROXY, "9.9.9.9:4711"));
        assertEquals("9.9.9.9", address(usual, PROXY, "::ffff:9.9.9.9"));
        assertEquals("2001:db8:0:0", address(usual, PROXY, "2001:db8::a"));
        assertEquals("2001:db8:0:0", address(usual, PROXY, "[2001:DB8::B]:4711"));
        assertEquals("2001:db8:0:0", forwarded(PROXY, "For=\"[2001:db8::c]:_port\" ; Proto=http;by=10.0.0.1"));
        assertEquals("9.9.9.9", forwarded(PROXY, "for=\"9.9.9.9:80\""));
    }

    @Test
    void an_ipv6_subscriber_is_one_network() {
        assertEquals("2001:db8:1:2", address(usual, "2001:db8:1:2:3:4:5:6"));
        assertEquals("192.0.2.1", address(usual, "192.0.2.1"));
    }

    @Test
    void a_trusted_proxy_tells_that_the_browser_speaks_https() {
        assertTrue(https(usual, PROXY, "X-Forwarded-Proto", "https"));
        assertFalse(https(usual, PROXY, "X-Forwarded-Proto", "http"));
        assertFalse(https(usual, PROXY, "Forwarded", "proto=https"));
        assertTrue(https(standard, PROXY, "Forwarded", "for=9.9.9.9;proto=https"));
        assertTrue(https(standard, PROXY, "Forwarded", "for=9.9.9.9;proto=HTTPS, for=10.0.0.2;proto=http"));
        assertTrue(https(standard, PROXY, "Forwarded", "for=_hidden;proto=https"));
        assertFalse(https(standard, PROXY, "Forwarded", "for=8.8.8.8;proto=https, for=9.9.9.9;proto=http"));
    }

    private static Proxies proxies(String trusted, String header) {
        return new Proxies(
                SettingsReader.read(new MapConfig(Map.of("chat.proxies", trusted, "chat.proxies.header", header))));
    }

    private static String address(Proxies proxies, String peer, String... headers) {
        return proxies.caller(request(peer, Map.of("X-Forwarded-For", List.of(headers))))
                .address();
    }

    private String forwarded(String peer, String header) {
        return standard.caller(request(peer, Map.of("Forwarded", List.of(header))))
                .address();
    }

    private static boolean https(Proxies proxies, String peer, String header, String value) {
        return proxies.https(request(peer, Map.of(header, List.of(value))));
    }

    private static HttpServletRequest request(String peer, Map<String, List<String>> headers) {
        return (HttpServletRequest) Proxy.newProxyInstance(
                ProxiesTest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getRemoteAddr" -> peer;
                    case "getHeaders" -> Collections.enumeration(headers.getOrDefault(arguments[0], List.of()));
                    case "getHeader" ->
                        headers.getOrDefault(arguments[0], List.of()).stream()
                                .findFirst()
                                .orElse(null);
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}
