package org.parley.push;

import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertTrue;

class EndpointsTest {
    @Test
    void addressesOfTheInternetAreAllowedByHttpsAlone() {
        assertTrue(Endpoints.allowed("https://203.0.113.5/push/x?y", Set.of()).isPresent());
        assertTrue(Endpoints.allowed("http://203.0.113.5/push/x", Set.of()).isEmpty());
    }

    @Test
    void aHostThatTheOperatorNamesIsAllowedWithItsPortAlone() {
        Set<String> hosts = Set.of("127.0.0.1:8443");
        assertTrue(Endpoints.allowed("http://127.0.0.1:8443/x", hosts).isPresent());
        assertTrue(Endpoints.allowed("http://127.0.0.1:8444/x", hosts).isEmpty());
        assertTrue(Endpoints.allowed("ftp://127.0.0.1:8443/x", hosts).isEmpty());
        assertTrue(Endpoints.allowed("//127.0.0.1:8443/x", hosts).isEmpty());
    }
}
