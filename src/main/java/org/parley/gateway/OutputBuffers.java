package org.parley.gateway;

import java.lang.reflect.Field;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;

/**
 * Makes a WebSocket connection cheaper on Payara, which allots and clears 8 kB for each message that it writes, however
 * short: two thirds of all memory that the server allots while it delivers. The servlet API's
 * {@link ServletResponse#setBufferSize} only makes more of it there; the connector beneath takes less. A longer message gets
 * what it needs. On other servers, and on a Payara that has changed, this does nothing.
 */
final class OutputBuffers {
    private static final Logger LOG = Logger.getLogger(OutputBuffers.class.getName());
    private static final String FACADE = "org.apache.catalina.connector.ResponseFacade";
    /** Bytes; the least that the connector knows. */
    private static final int SHORT_MESSAGE = 512;

    private static final AtomicBoolean FAILED = new AtomicBoolean();

    private OutputBuffers() {}

    /** @param response to a handshake, of which nothing has been written yet */
    static void fitShortMessages(ServletResponse response) {
        ServletResponse own = response;
        while (own instanceof ServletResponseWrapper wrapper) {
            own = wrapper.getResponse();
        }
        if (!own.getClass().getName().equals(FACADE) || FAILED.get()) {
            return;
        }
        try {
            Field field = own.getClass().getDeclaredField("response");
            field.setAccessible(true);
            Object catalina = field.get(own);
            Object connector =
                    catalina.getClass().getMethod("getCoyoteResponse").invoke(catalina);
            connector.getClass().getMethod("setBufferSize", int.class).invoke(connector, SHORT_MESSAGE);
        } catch (ReflectiveOperationException | RuntimeException e) {
            if (FAILED.compareAndSet(false, true)) {
                LOG.log(Level.WARNING, "The connector is not as expected: sending costs more than it should", e);
            }
        }
    }
}
