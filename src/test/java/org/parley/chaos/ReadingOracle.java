package org.parley.chaos;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

import org.parley.chaos.Evidence.Outside;
import org.parley.chaos.Evidence.Page;
import org.parley.chaos.Evidence.Reading;
import org.parley.chaos.Evidence.Seen;
import org.parley.chaos.Evidence.Stored;
import org.parley.chaos.Evidence.Summary;
import org.parley.chaos.Evidence.Testimony;
import org.parley.chaos.Violation.Rule;

/** Says which promises about reading a log were not kept. */
final class ReadingOracle {
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;

    private final Evidence evidence;
    private final Logs logs;
    private final Tenures tenures;
    private final Changes changes;
    private final Verdict verdict;

    ReadingOracle(Evidence evidence, Logs logs, Tenures tenures, Changes changes, Verdict verdict) {
        this.evidence = evidence;
        this.logs = logs;
        this.tenures = tenures;
        this.changes = changes;
        this.verdict = verdict;
    }

    void judge() {
        for (Testimony testimony : evidence.testimonies()) {
            testimony.pages().forEach(page -> page(testimony.user(), page));
            testimony.resumed().forEach(summary -> {
                readAnew(testimony, summary, true);
                readAnew(testimony, summary, false);
            });
            testimony.outside().forEach(outside -> outside(testimony.user(), outside));
        }
    }

    private void outside(String user, Outside outside) {
        boolean member = evidence.members().stream()
                .anyMatch(m -> m.user().equals(user) && m.conversation().equals(outside.conversation()));
        verdict.demand(
                member || outside.status() == FORBIDDEN || outside.status() == NOT_FOUND,
                Rule.MEMBERS_ONLY,
                user,
                " is no member, but was answered ",
                outside);
    }

    private void readAnew(Testimony testimony, Summary summary, boolean forwards) {
        String who =
                testimony.user() + ", who read " + summary.conversation() + (forwards ? " forwards" : " backwards");
        Optional<Reading> reading = testimony.anew().stream()
                .filter(read ->
                        read.forwards() == forwards && read.conversation().equals(summary.conversation()))
                .findFirst();
        if (reading.isEmpty()) {
            verdict.demand(false, Rule.READ_ANEW_IS_LOG, who, ", got no answer");
            return;
        }
        SortedMap<Long, Stored> log = logs.of(summary.conversation()).tailMap(summary.joinedSeq());
        List<Long> seqs =
                reading.get().entries().stream().map(seen -> seen.entry().seq()).toList();
        verdict.demand(
                seqs.equals(List.copyOf(log.keySet())),
                Rule.READ_ANEW_IS_LOG,
                who,
                ", got ",
                seqs,
                " of ",
                log.keySet());
        for (Seen seen : reading.get().entries()) {
            Stored stored = log.get(seen.entry().seq());
            verdict.demand(
                    stored == null || changes.isPresent(stored, seen),
                    Rule.READ_ANEW_IS_LOG,
                    who,
                    ", was shown ",
                    seen,
                    " for ",
                    stored,
                    ", which is ",
                    stored == null ? "" : changes.inTheEnd(stored));
        }
    }

    /** A page begins after what was asked for, or with the entry by which the reader came. */
    private void page(String user, Page page) {
        List<Long> seqs = page.entries().stream()
                .map(Seen::entry)
                .map(Evidence.Entry::seq)
                .toList();
        if (seqs.isEmpty()) {
            return;
        }
        long first = seqs.get(0);
        boolean begins = first == page.after() + 1
                || first > page.after()
                        && tenures.of(user, page.conversation()).stream().anyMatch(tenure -> tenure.from() == first);
        boolean whole = seqs.get(seqs.size() - 1) == first + seqs.size() - 1
                && seqs.stream().sorted().distinct().toList().equals(seqs);
        verdict.demand(
                begins && whole,
                Rule.PAGES_ARE_WHOLE,
                user,
                " was shown ",
                seqs,
                " of ",
                page.conversation(),
                " after ",
                page.after());
    }
}
