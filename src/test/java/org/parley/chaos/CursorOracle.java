package org.parley.chaos;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.parley.chaos.Evidence.Moved;
import org.parley.chaos.Evidence.Summary;
import org.parley.chaos.Evidence.Testimony;
import org.parley.chaos.Evidence.Told;
import org.parley.chaos.Violation.Rule;

/** Says which promises about cursors were not kept. */
final class CursorOracle {
    private final Evidence evidence;
    private final Verdict verdict;

    CursorOracle(Evidence evidence, Verdict verdict) {
        this.evidence = evidence;
        this.verdict = verdict;
    }

    void judge() {
        for (Testimony testimony : evidence.testimonies()) {
            cursors(testimony);
            moved(testimony);
        }
        cursorsInTheEnd();
    }

    /** What was asked after the answer to something earlier must not be behind it, unless somebody joined anew. */
    private void cursors(Testimony testimony) {
        Map<String, Summary> furthest = new HashMap<>();
        List<Summary> all = new ArrayList<>(testimony.summaries());
        all.addAll(testimony.resumed());
        all.sort(Comparator.comparingLong(Summary::asked));
        for (Summary summary : all) {
            Summary before = furthest.put(summary.conversation() + "/" + summary.joinedSeq(), summary);
            verdict.demand(
                    before == null || before.delivered() <= summary.delivered() && before.read() <= summary.read(),
                    Rule.CURSORS,
                    testimony.user(),
                    " was told ",
                    summary,
                    " after ",
                    before);
            verdict.demand(
                    summary.read() <= summary.delivered() && summary.delivered() <= summary.lastSeq(),
                    Rule.CURSORS,
                    testimony.user(),
                    " was told ",
                    summary);
            verdict.demand(
                    isTold(testimony, summary),
                    Rule.CURSORS,
                    testimony.user(),
                    " was told ",
                    summary,
                    ", and had never told of so much");
        }
    }

    /** Nothing but receipts moves cursors, of which those of a new member stand before their first entry. */
    private static boolean isTold(Testimony testimony, Summary summary) {
        long delivered = summary.joinedSeq() - 1;
        long read = delivered;
        for (Told told : testimony.told()) {
            if (told.conversation().equals(summary.conversation()) && told.at() <= summary.answered()) {
                read = Math.max(read, told.read());
                delivered = Math.max(Math.max(delivered, told.delivered()), told.read());
            }
        }
        return summary.read() <= read && summary.delivered() <= delivered;
    }

    private void moved(Testimony testimony) {
        Map<String, Moved> furthest = new HashMap<>();
        for (Moved moved : testimony.moved()) {
            Moved before = furthest.put(moved.connection() + "/" + moved.conversation() + "/" + moved.user(), moved);
            verdict.demand(
                    before == null || before.delivered() <= moved.delivered() && before.read() <= moved.read(),
                    Rule.CURSORS,
                    testimony.user(),
                    " heard of ",
                    moved,
                    " after ",
                    before);
        }
    }

    private void cursorsInTheEnd() {
        Map<String, Evidence.Member> members = evidence.members().stream()
                .collect(Collectors.toMap(m -> m.user() + "/" + m.conversation(), Function.identity(), (a, b) -> a));
        for (Testimony testimony : evidence.testimonies()) {
            for (Summary summary : testimony.resumed()) {
                Evidence.Member member = members.get(testimony.user() + "/" + summary.conversation());
                boolean same = member != null
                        && member.joinedSeq() == summary.joinedSeq()
                        && member.delivered() >= summary.delivered()
                        && member.read() >= summary.read();
                verdict.demand(same, Rule.CURSORS, testimony.user(), " was told ", summary, ", and stored is ", member);
            }
        }
    }
}
