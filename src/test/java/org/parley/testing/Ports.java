package org.parley.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free TCP ports for servers which keep their port while they are down.
 *
 * <p>They lie below the range from which the operating system takes the ports of outgoing connections. In that range a
 * client that tries again and again to reach a dead server may be given the server's own port and connect to itself.
 */
final class Ports {
    private static final int FIRST = Integer.getInteger("parley.port.first", 20_000);
    private static final int LAST = Integer.getInteger("parley.port.last", 29_999);
    private static final int ATTEMPTS = 200;
    /** Those whose servers may be down at the moment are not free. */
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private Ports() {}

    /** Returns a port of the loopback address on which nothing listens at the moment. */
    static int free() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST + 1);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                if (GIVEN.add(port)) {
                    return socket.getLocalPort();
                }
            } catch (IOException taken) {
                // try the next one
            }
        }
        throw new IllegalStateException("no free port from " + FIRST + " to " + LAST);
    }
}
