package org.parley.chaos;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The bench for a moment, with every build; {@code mvn -Pchaos} goes on for longer. The database is killed and cut off, the
 * network torn and slow, the server stopped and paused.
 */
@Tag("guarantee")
class ChaosIT {
    private static final long SEED = 24;
    private static final Duration LASTS = Duration.ofSeconds(25);

    @Test
    void whateverGoesWrongEveryPromiseIsKept() {
        try (Installation installation = new Installation("chaos-it", Mode.CHANNEL, Bug.NONE).start(Bug.NONE)) {
            Result result = new Run(Plan.of(SEED, Mode.CHANNEL, LASTS), installation).result(Bug.NONE);
            assertEquals(List.of(), result.violations(), () -> "with the faults " + result.faults());
            assertTrue(result.acknowledged() > 100, () -> "they wrote, " + result);
        }
    }
}
