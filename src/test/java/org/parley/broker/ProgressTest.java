package org.parley.broker;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ProgressTest {
    @Test
    void progress_goes_forward_only() {
        Progress progress = new Progress();

        assertTrue(progress.advance(12, 4));
        assertFalse(progress.advance(12, 4));
        assertFalse(progress.advance(12, 3));
        assertTrue(progress.advance(12, 6));
        assertTrue(progress.advance(13, 1));
        assertEquals(6, progress.of(12));
    }
}
