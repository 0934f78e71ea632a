package org.parley.chaos;

import java.util.List;

/** What came of a seed. */
record Result(
        long seed,
        Mode mode,
        Bug bug,
        long seconds,
        List<String> faults,
        long sent,
        long acknowledged,
        long stored,
        long delivered,
        List<Violation> violations) {}
