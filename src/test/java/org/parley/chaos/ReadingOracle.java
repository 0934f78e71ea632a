package org.parley.chaos;

import java.util.List;

import org.parley.chaos.Evidence.Page;
import org.parley.chaos.Evidence.Seen;
import org.parley.chaos.Evidence.Testimony;
import org.parley.chaos.Violation.Rule;

/** Says which promises about reading a log were not kept. */
final class ReadingOracle {
    private final Tenures tenures;
    private final Verdict verdict;

    ReadingOracle(Tenures tenures, Verdict verdict) {
        this.tenures = tenures;
        this.verdict = verdict;
    }

    void judge(Testimony testimony) {
        testimony.pages().forEach(page -> page(testimony.user(), page));
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
