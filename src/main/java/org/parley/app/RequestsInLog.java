package org.parley.app;

import java.util.Arrays;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.LogRecord;

import org.parley.rest.RequestId;

/**
 * Completes what Parley logs while it answers a request by the id of the request, before the server's own handlers write
 * it: at the end of the line, and as the field {@code requestId} of a log of JSON lines. Writes nothing itself.
 */
class RequestsInLog extends Handler {
    private static final String FIELD = "requestId";

    @Override
    public void publish(LogRecord line) {
        RequestId.current().ifPresent(id -> {
            line.setMessage(line.getMessage() + " [request " + id + "]");
            addField(line, id);
        });
    }

    private static void addField(LogRecord line, String id) {
        try {
            // WildFly: the mapped diagnostic context of its own kind of log records.
            line.getClass().getMethod("putMdc", String.class, String.class).invoke(line, FIELD, id);
        } catch (ReflectiveOperationException e) {
            // Payara: its formatters make fields of parameters that are maps.
            Object[] given = line.getParameters() == null ? new Object[0] : line.getParameters();
            Object[] parameters = Arrays.copyOf(given, given.length + 1);
            parameters[given.length] = Map.of(FIELD, id);
            line.setParameters(parameters);
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
