package org.parley.chaos;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PlanTest {
    private static final Duration LASTS = Duration.ofMinutes(5);

    @Test
    void aSeedIsAlwaysTheSamePlan() {
        assertEquals(Plan.of(7, Mode.KAFKA, LASTS), Plan.of(7, Mode.KAFKA, LASTS));
        assertNotEquals(Plan.of(7, Mode.KAFKA, LASTS), Plan.of(8, Mode.KAFKA, LASTS));
        assertEquals(
                Plan.of(7, Mode.KAFKA, LASTS).decisions(3).nextLong(),
                Plan.of(7, Mode.KAFKA, LASTS).decisions(3).nextLong());
    }

    @Test
    void manySeedsHaveEveryFaultThatThereIs() {
        assertEquals(EnumSet.allOf(Fault.Kind.class), kinds(Mode.KAFKA));
        assertTrue(kinds(Mode.CHANNEL).stream().map(Fault.Kind::target).allMatch(Mode.CHANNEL::has));
    }

    private static Set<Fault.Kind> kinds(Mode mode) {
        return LongStream.rangeClosed(1, 30)
                .mapToObj(seed -> Plan.of(seed, mode, LASTS))
                .flatMap(plan -> plan.faults().stream())
                .map(Fault::kind)
                .collect(Collectors.toSet());
    }

    @Test
    void faultsOfOneTargetDoNotOverlapAndItHasTimeToRecover() {
        for (long seed = 1; seed <= 30; seed++) {
            List<Fault> faults = Plan.of(seed, Mode.KAFKA, LASTS).faults();
            for (Fault one : faults) {
                Duration free = one.at().plus(one.lasts()).plus(one.kind().recovery());
                assertTrue(faults.stream()
                        .filter(other -> other != one
                                && other.kind().target() == one.kind().target())
                        .filter(other -> other.at().compareTo(one.at()) >= 0)
                        .allMatch(other -> other.at().compareTo(free) >= 0));
            }
        }
    }

    @Test
    void manyFaultsHaveAPartInARunThoughNodesAreMostlyThere() {
        for (long seed = 1; seed <= 30; seed++) {
            List<Fault> faults = Plan.of(seed, Mode.CHANNEL, LASTS).faults();
            long away = faults.stream()
                    .filter(fault -> fault.kind().target() == Fault.Target.NODE)
                    .mapToLong(fault -> fault.lasts().toMillis())
                    .sum();
            assertTrue(away < LASTS.toMillis() / 3, "seed " + seed + ": away for " + away + " ms");
            assertTrue(faults.size() > 25, "seed " + seed + ": " + faults.size() + " faults");
        }
    }

    @Test
    void aRangeOfSeedsIsReadFromItsEnds() {
        assertEquals(List.of(3L, 4L, 5L), Chaos.seeds("3-5"));
        assertEquals(List.of(7L), Chaos.seeds("7"));
    }
}
