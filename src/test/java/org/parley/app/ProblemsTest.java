package org.parley.app;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import org.junit.jupiter.api.Test;
import org.parley.rest.Problem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ProblemsTest {
    @Test
    void whoever_is_told_that_the_server_failed_can_say_where_in_the_log() {
        List<LogRecord> log = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                log.add(line);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger(Problems.class.getName());
        RuntimeException failure = new IllegalStateException("a secret of the server's");
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        Problem problem;
        try {
            problem = Problems.failed(500, failure);
        } finally {
            logger.setUseParentHandlers(true);
            logger.removeHandler(handler);
        }

        String occurrence = problem.instance().orElseThrow();
        assertTrue(problem.json().contains("\"instance\":\"" + occurrence + "\""), problem.json());
        assertFalse(problem.json().contains("secret"), problem.json());
        assertEquals(1, log.size());
        assertTrue(log.get(0).getMessage().contains(occurrence), log.get(0).getMessage());
        assertSame(failure, log.get(0).getThrown());
    }
}
