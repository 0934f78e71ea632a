package org.parley.config;

import java.net.InetAddress;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CidrBlockTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.0.1, true",
        "10.0.0.0/8, 11.0.0.1, false",
        "172.16.0.0/12, 172.31.255.255, true",
        "172.16.0.0/12, 172.32.0.0, false",
        "0.0.0.0/0, 203.0.113.9, true",
        "0.0.0.0/0, ::1, false",
        "192.0.2.1, 192.0.2.1, true",
        "192.0.2.1, 192.0.2.2, false",
        "10.0.0.0/8, ::ffff:10.1.2.3, true",
        "::1, 0:0:0:0:0:0:0:1, true",
        "fd00::/8, fdff:1::2, true",
        "fd00::/8, fe80::1, false",
        "fe80::/10, fe80::1%eth0, true",
    })
    void a_block_contains_the_addresses_that_share_its_prefix(String block, String address, boolean contained) {
        assertEquals(contained, CidrBlock.parse(block).contains(address(address)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "localhost", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.0/x", "10.0.0.1/8", "10.0.0",
                "256.0.0.1", "1.2.3.4.5", "1.2.3.4.", "::/129", ":::", "2001:db8::g", "proxy.example.org", "fd00::1/8",
            })
    void what_is_no_block_is_refused(String text) {
        assertThrows(IllegalArgumentException.class, () -> CidrBlock.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "unknown", "_hidden", "example.org", "999.9.9.9", "1.2.3.4:5", "[::1]", "-", "1.2.3.4,5"})
    void what_is_no_address_is_not_looked_up(String text) {
        assertTrue(CidrBlock.address(text).isEmpty());
    }

    private static InetAddress address(String text) {
        return CidrBlock.address(text).orElseThrow();
    }
}
