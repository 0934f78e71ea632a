package org.parley.chaos;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.parley.chaos.Violation.Rule;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class BugTest {
    private static final List<Violation> LOST = List.of(new Violation(Rule.ACKNOWLEDGED_IS_STORED, "a-1"));
    private static final List<Violation> TOO_LITTLE = List.of(new Violation(Rule.CHECKED_ENOUGH, "0"));

    @Test
    void aBugIsFoundByWhatItBreaks() {
        assertTrue(Bug.EARLY_ACK.isFoundBy(LOST));
        assertTrue(Bug.OFFSETS_FIRST.isFoundBy(LOST));
        assertFalse(Bug.NO_DEDUP.isFoundBy(LOST));
        assertFalse(Bug.EARLY_ACK.isFoundBy(TOO_LITTLE));
        assertFalse(Bug.NO_DEDUP.isFoundBy(List.of()));
    }

    @Test
    void whereNoneWasPlantedEachViolationCounts() {
        assertTrue(Bug.NONE.isFoundBy(LOST));
        assertTrue(Bug.NONE.isFoundBy(TOO_LITTLE));
        assertFalse(Bug.NONE.isFoundBy(List.of()));
    }
}
