package org.parley.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

import org.junit.jupiter.api.Test;
import org.parley.rest.Problem;
import org.parley.rest.RequestId;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ProblemsTest {
    @Test
    void whoever_is_told_that_the_server_failed_can_say_where_in_the_log() {
        List<LogRecord> log = new ArrayList<>();
        Handler handler = new RequestsInLog() {
            @Override
            public void publish(LogRecord line) {
                super.publish(line);
                log.add(line);
            }
        };
        Logger logger = Logger.getLogger(Problems.class.getName());
        RuntimeException failure = new IllegalStateException("a secret of the server's");
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        Problem problem;
        RequestId.begin(Optional.of("7-b"));
        try {
            problem = Problems.failed(500, failure);
        } finally {
            RequestId.end();
            logger.setUseParentHandlers(true);
            logger.removeHandler(handler);
        }

        assertEquals(Optional.of("7-b"), problem.instance());
        assertTrue(problem.detail().contains("7-b"), problem.detail());
        assertFalse(problem.json().contains("secret"), problem.json());
        assertEquals(1, log.size());
        assertEquals("A request failed [request 7-b]", log.get(0).getMessage());
        assertEquals(List.of(Map.of("requestId", "7-b")), List.of(log.get(0).getParameters()));
        assertSame(failure, log.get(0).getThrown());
    }

    @Test
    void aLineThatBelongsToNoRequestStaysAsItIs() {
        LogRecord line = new LogRecord(Level.INFO, "Stored");

        new RequestsInLog().publish(line);

        assertEquals("Stored", line.getMessage());
        assertNull(line.getParameters());
    }

    @Test
    void theParametersOfALineStayInTheirPlaces() {
        LogRecord line = new LogRecord(Level.INFO, "{0} did {1}");
        line.setParameters(new Object[] {"Alice", "it"});
        RequestId.begin(Optional.of("7-b"));
        try {
            new RequestsInLog().publish(line);
        } finally {
            RequestId.end();
        }

        assertEquals("Alice did it [request 7-b]", new SimpleFormatter().formatMessage(line));
    }

    @Test
    void aNewIdIsMadeInPlaceOfABadOne() {
        for (String bad : List.of("", "a b", "a\nb", "{0}", "x".repeat(65))) {
            RequestId.begin(Optional.of(bad));
            String id = RequestId.current().orElseThrow();
            RequestId.end();
            assertDoesNotThrow(() -> UUID.fromString(id), bad);
        }
    }
}
