package org.parley.security;

import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class CallerTest {
    private static final Set<String> PROXIES = Set.of("10.0.0.1", "10.0.0.2");

    @Test
    void a_stranger_is_not_believed() {
        assertEquals("1.2.3.4", Caller.origin("1.2.3.4", List.of("9.9.9.9"), PROXIES));
        assertEquals("1.2.3.4", Caller.origin("1.2.3.4", List.of("9.9.9.9"), Set.of()));
    }

    @Test
    void a_trusted_proxy_tells_where_a_request_comes_from() {
        assertEquals("9.9.9.9", Caller.origin("10.0.0.1", List.of("9.9.9.9"), PROXIES));
        assertEquals("9.9.9.9", Caller.origin("10.0.0.1", List.of("9.9.9.9, 10.0.0.2"), PROXIES));
        assertEquals("10.0.0.1", Caller.origin("10.0.0.1", List.of(), PROXIES));
    }

    @Test
    void what_the_caller_put_in_front_is_not_believed() {
        assertEquals("9.9.9.9", Caller.origin("10.0.0.1", List.of("8.8.8.8, 9.9.9.9"), PROXIES));
        assertEquals("9.9.9.9", Caller.origin("10.0.0.1", List.of("8.8.8.8", "9.9.9.9"), PROXIES));
    }

    @Test
    void nonsense_is_not_believed() {
        assertEquals("10.0.0.1", Caller.origin("10.0.0.1", List.of("x".repeat(1_000)), PROXIES));
    }

    @Test
    void an_ipv6_subscriber_is_one_network() {
        assertEquals("2001:db8:1:2", Caller.network("2001:db8:1:2:3:4:5:6"));
        assertEquals("192.0.2.1", Caller.network("192.0.2.1"));
    }
}
