package org.parley.chaos;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The bench for a moment, with every build; {@code mvn -Pchaos} goes on for longer.
 */
@Tag("guarantee")
class ChaosIT {
    private static final long SEED = 94;
    private static final List<Fault.Kind> KINDS_OF_THE_SEED = List.of(
            Fault.Kind.DATABASE_FULL,
            Fault.Kind.CLOCK_AHEAD,
            Fault.Kind.CLIENTS_TORN,
            Fault.Kind.NODE_PAUSED,
            Fault.Kind.DATABASE_KILLED,
            Fault.Kind.CLIENTS_CUT);

    private static final Duration LASTS = Duration.ofSeconds(25);

    /** Others kill and restart the server with every build; that takes longest. */
    private static final List<Fault.Kind> FAULTS = Fault.Kind.of(Mode.CHANNEL).stream()
            .filter(kind -> kind.target() != Fault.Target.NODE || kind == Fault.Kind.NODE_PAUSED)
            .toList();

    @Test
    void whateverGoesWrongEveryPromiseIsKept() {
        Plan plan = Plan.of(SEED, Mode.CHANNEL, LASTS, FAULTS);
        assertEquals(
                KINDS_OF_THE_SEED, plan.faults().stream().map(Fault::kind).toList(), "another seed has to be found");
        try (Installation installation = new Installation("chaos-it", Mode.CHANNEL, Bug.NONE).start(Bug.NONE)) {
            Result result = new Run(plan, installation).result(Bug.NONE);
            assertEquals(List.of(), result.violations(), () -> "with the faults " + result.faults());
            assertTrue(result.acknowledged() > 50, () -> "they wrote, " + result);
        }
    }
}
