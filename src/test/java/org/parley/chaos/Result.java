package org.parley.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.parley.chaos.Evidence.Sent;
import org.parley.chaos.Evidence.Testimony;
import org.parley.chaos.Violation.Rule;

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
        List<Violation> violations) {

    /** Far below what a run has that goes well. */
    private static final int FEWEST_A_MINUTE = 20;

    /** @param seconds how long it took altogether */
    static Result of(Plan plan, Bug bug, long seconds, List<String> faults, Evidence evidence) {
        List<Testimony> testimonies = evidence.testimonies();
        List<Sent> sent = testimonies.stream().flatMap(t -> t.sent().stream()).toList();
        long acknowledged = sent.stream().filter(Sent::isAcknowledged).count();
        long delivered = testimonies.stream().mapToLong(t -> t.live().size()).sum();
        List<Violation> violations = new ArrayList<>(Oracle.judge(evidence));
        if (isTooLittle(acknowledged, delivered, plan.lasts())) {
            violations.add(new Violation(
                    Rule.CHECKED_ENOUGH, acknowledged + " were acknowledged, and " + delivered + " delivered"));
        }
        return new Result(
                plan.seed(),
                plan.mode(),
                bug,
                seconds,
                faults,
                sent.size(),
                acknowledged,
                evidence.log().size(),
                delivered,
                List.copyOf(violations));
    }

    /** Whether so little happened that it says nothing of the server. */
    static boolean isTooLittle(long acknowledged, long delivered, Duration lasts) {
        return delivered == 0 || acknowledged * 60 < FEWEST_A_MINUTE * lasts.toSeconds();
    }
}
