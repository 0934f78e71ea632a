package org.parley.chaos;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.parley.chaos.Evidence.Entry;
import org.parley.chaos.Evidence.Seen;
import org.parley.chaos.Evidence.Sent;
import org.parley.chaos.Evidence.Stored;
import org.parley.chaos.Evidence.Summary;
import org.parley.chaos.Evidence.Testimony;
import org.parley.chaos.Violation.Rule;

/** Keeps the books of a run, and says which promises were not kept. */
final class Oracle {
    private final Evidence evidence;
    private final Verdict verdict = new Verdict();
    private final Logs logs;
    private final Tenures tenures;
    private final Changes changes;

    private Oracle(Evidence evidence) {
        this.evidence = evidence;
        this.logs = new Logs(
                evidence.log(),
                (one, twin) -> demand(false, Rule.ONCE, one, " is also ", twin),
                (one, same) -> demand(false, Rule.NO_GAPS, one, " has the place of ", same));
        this.tenures = Tenures.of(evidence.log(), evidence.members());
        this.changes = Changes.of(evidence.log());
    }

    static List<Violation> judge(Evidence evidence) {
        Oracle oracle = new Oracle(evidence);
        oracle.gaps();
        oracle.sentBySomebody();
        evidence.testimonies().forEach(oracle::knownChanges);
        evidence.testimonies().forEach(oracle::testimony);
        new MembershipOracle(evidence, oracle.logs, oracle.tenures, oracle.verdict).judge();
        new ReadingOracle(evidence, oracle.logs, oracle.tenures, oracle.changes, oracle.verdict).judge();
        oracle.linearizability();
        new CursorOracle(evidence, oracle.verdict).judge();
        evidence.unheard().forEach(what -> oracle.demand(false, Rule.HEARD_LIVE, what));
        for (var reason : evidence.deadLetters()) {
            oracle.demand(reason.isPresent() && !reason.get().isBlank(), Rule.DEAD_LETTERS, "a record has none");
        }
        return oracle.verdict.violations();
    }

    private void demand(boolean kept, Rule rule, Object... detail) {
        verdict.demand(kept, rule, detail);
    }

    private void gaps() {
        logs.all()
                .forEach((conversation, log) -> demand(
                        log.firstKey() == 1 && log.lastKey() == log.size(),
                        Rule.NO_GAPS,
                        "the log of ",
                        conversation,
                        " has ",
                        log.size(),
                        " entries from ",
                        log.firstKey(),
                        " to ",
                        log.lastKey()));
    }

    /** Only what tells of members does the server append itself. */
    private void sentBySomebody() {
        Set<String> sent = new HashSet<>();
        evidence.testimonies()
                .forEach(testimony -> testimony.sent().forEach(one -> sent.add(testimony.user() + "/" + one.cid())));
        for (Stored stored : evidence.log()) {
            boolean hello = stored.cid().equals(Run.HELLO)
                    && stored.entry().content().says().equals(Run.HELLO);
            demand(
                    stored.entry().content().isMember() || hello || sent.contains(stored.sender() + "/" + stored.cid()),
                    Rule.SENT_BY_SOMEBODY,
                    stored);
        }
    }

    private void knownChanges(Testimony testimony) {
        for (Sent sent : testimony.sent()) {
            Stored stored = logs.sent(testimony.user(), sent.cid()).orElse(null);
            if (stored != null && sent.placed() != Long.MAX_VALUE) {
                changes.know(stored, sent.placed());
            }
        }
    }

    private void testimony(Testimony testimony) {
        String user = testimony.user();
        testimony.faults().forEach(fault -> demand(false, Rule.PROTOCOL, user, ": ", fault));
        testimony.sent().forEach(sent -> sent(user, sent));
        orderOfSender(testimony);
        testimony.live().forEach(live -> seen(user, live.entry()));
        testimony.pages().forEach(page -> page.entries().forEach(seen -> shown(user, seen, page)));
        liveInOrder(testimony);
        everythingResumed(testimony);
        testimony.resumed().forEach(summary -> resumed(testimony, summary));
    }

    private void sent(String user, Sent sent) {
        Stored stored = logs.sent(user, sent.cid()).orElse(null);
        demand(
                sent.isAcknowledged() || sent.refused(),
                Rule.ANSWERED,
                user + " sent " + sent.cid() + " " + sent.attempts() + " times");
        if (sent.isAcknowledged()) {
            demand(stored != null, Rule.ACKNOWLEDGED_IS_STORED, user, "'s ", sent);
        }
        if (sent.refused() && sent.attempts() == 1) {
            demand(stored == null, Rule.REFUSED_IS_NOT_STORED, user, "'s ", sent);
        }
        if (stored != null) {
            boolean same = stored.conversation().equals(sent.conversation())
                    && stored.entry().content().equals(sent.content())
                    && sent.seq().map(seq -> seq == stored.seq()).orElse(true);
            demand(same, Rule.AS_SENT, user, "'s ", sent, " is ", stored);
        }
    }

    /**
     * Only what was sent once over the same connection, and of which the server asked for nothing again, has an order that
     * the server can know; and of what was sent after something else was acknowledged that is the earlier.
     */
    private void orderOfSender(Testimony testimony) {
        List<Sent> inOrder = testimony.sent().stream()
                .sorted(Comparator.comparingLong(Sent::order))
                .toList();
        Map<String, Stored> lastOfConnection = new HashMap<>();
        Map<String, List<Operation>> durable = new HashMap<>();
        for (Sent sent : inOrder) {
            Stored stored = logs.sent(testimony.user(), sent.cid()).orElse(null);
            if (stored == null) {
                continue;
            }
            durable.computeIfAbsent(sent.conversation(), none -> new ArrayList<>())
                    .add(new Operation(
                            Operation.Kind.APPEND, stored.seq(), sent.begun(), sent.acknowledged(), sent.cid()));
            if (sent.attempts() == 1 && sent.askedAgain() == 0) {
                Stored before = lastOfConnection.put(sent.connection() + "/" + sent.conversation(), stored);
                demand(
                        before == null || before.seq() < stored.seq(),
                        Rule.ORDER_OF_SENDER,
                        stored,
                        " was sent after ",
                        before);
            }
        }
        durable.values().forEach(appends -> Linearizability.violation(appends)
                .ifPresent(what -> demand(false, Rule.ORDER_OF_SENDER, testimony.user(), ": ", what)));
    }

    private void seen(String user, Entry entry) {
        Stored stored = logs.at(entry).orElse(null);
        demand(
                stored != null && stored.entry().equals(entry),
                Rule.SEEN_IS_STORED,
                user,
                " saw ",
                entry,
                ", not ",
                stored);
        membersOnly(user, entry);
    }

    private void membersOnly(String user, Entry entry) {
        demand(
                tenures.sees(user, entry.conversation(), entry.seq()),
                Rule.MEMBERS_ONLY,
                user,
                " got ",
                entry,
                ", but was a member ",
                tenures.of(user, entry.conversation()));
    }

    /** A page shows messages, and what edits say, as they are at that moment. */
    private void shown(String user, Seen seen, Evidence.Page page) {
        Entry entry = seen.entry();
        Content content = entry.content();
        if (!content.isSaid() && !content.kind().equals("edit")) {
            seen(user, entry);
            return;
        }
        Stored stored = logs.at(entry).orElse(null);
        boolean same = stored != null
                && stored.sender().equals(entry.from())
                && stored.entry().content().kind().equals(content.kind())
                && stored.entry().content().target() == content.target();
        demand(same, Rule.SEEN_IS_STORED, user, " was shown ", seen, ", not ", stored);
        membersOnly(user, entry);
        if (changes.isIndiscreet(seen, page.asked())) {
            demand(false, Rule.RECALLED_IS_GONE, user, " was shown ", seen);
        } else if (same) {
            changes.contradiction(seen, page.asked())
                    .ifPresent(what -> demand(false, Rule.HISTORY_IS_PRESENT, user, " was shown ", seen, ": ", what));
        }
    }

    private void liveInOrder(Testimony testimony) {
        Map<String, Long> last = new HashMap<>();
        testimony.live().forEach(live -> {
            String conversation = live.entry().conversation();
            long seq = live.entry().seq();
            Long before = last.put(live.connection() + "/" + conversation, seq);
            demand(
                    before == null || before < seq,
                    Rule.LIVE_IN_ORDER,
                    testimony.user(),
                    " got ",
                    seq,
                    " of ",
                    conversation,
                    " after ",
                    before,
                    " on connection ",
                    live.connection());
        });
    }

    private void everythingResumed(Testimony testimony) {
        Set<String> resumed =
                testimony.resumed().stream().map(Summary::conversation).collect(Collectors.toSet());
        for (Evidence.Member member : evidence.members()) {
            if (member.user().equals(testimony.user())) {
                demand(
                        resumed.contains(member.conversation()),
                        Rule.VIEW_IS_LOG,
                        testimony.user(),
                        " was not told of ",
                        member);
            }
        }
    }

    private void resumed(Testimony testimony, Summary summary) {
        TreeMap<Long, Stored> log = logs.of(summary.conversation());
        String who = testimony.user() + " in " + summary.conversation();
        Map<Long, Object> view =
                Changes.inTheEnd(testimony.views().getOrDefault(summary.conversation(), Map.of()), summary.joinedSeq());
        for (Stored stored : log.tailMap(summary.joinedSeq(), true).values()) {
            Object wanted = changes.inTheEnd(stored);
            Object held = view.remove(stored.seq());
            demand(wanted.equals(held), Rule.VIEW_IS_LOG, who, " holds ", held, " for ", stored, ", which is ", wanted);
        }
        demand(view.isEmpty(), Rule.VIEW_IS_LOG, who, " holds ", view, " on top of the log");
        long end = log.isEmpty() ? 0 : log.lastKey();
        demand(summary.lastSeq() == end, Rule.VIEW_IS_LOG, who, " was told of ", summary.lastSeq(), " of ", end);
        long unread = log.tailMap(Math.max(summary.read(), end - Unread.WINDOW), false).values().stream()
                .filter(stored -> stored.counted() && !stored.sender().equals(testimony.user()))
                .filter(stored -> !changes.isRecalled(stored))
                .count();
        demand(summary.unread() == unread, Rule.UNREAD, who, " was told ", summary.unread(), ", and it is ", unread);
    }

    private void linearizability() {
        Map<String, List<Operation>> histories = new HashMap<>();
        for (Testimony testimony : evidence.testimonies()) {
            for (Sent sent : testimony.sent()) {
                Stored stored = logs.sent(testimony.user(), sent.cid()).orElse(null);
                if (stored != null) {
                    histories
                            .computeIfAbsent(stored.conversation(), none -> new ArrayList<>())
                            .add(new Operation(
                                    Operation.Kind.APPEND, stored.seq(), sent.begun(), sent.placed(), sent.cid()));
                }
            }
            reads(testimony).forEach((conversation, reads) -> histories
                    .computeIfAbsent(conversation, none -> new ArrayList<>())
                    .addAll(reads));
        }
        histories.forEach((conversation, history) -> Linearizability.violation(history)
                .ifPresent(what -> demand(false, Rule.LINEARIZABLE, "conversation ", conversation, ": ", what)));
    }

    /**
     * What somebody was shown of each log. Pages and summaries take the end from the database's row of the conversation,
     * in both modes, and nothing keeps it in between; a cache has only entries, which never change. What comes over a
     * connection was stored before.
     */
    private static Map<String, List<Operation>> reads(Testimony testimony) {
        Map<String, List<Operation>> reads = new HashMap<>();
        for (Evidence.Page page : testimony.pages()) {
            long last = page.entries().isEmpty()
                    ? page.after()
                    : page.entries().get(page.entries().size() - 1).entry().seq();
            Operation.Kind kind = page.end() ? Operation.Kind.READ_TO_END : Operation.Kind.READ;
            reads.computeIfAbsent(page.conversation(), none -> new ArrayList<>())
                    .add(new Operation(kind, last, page.asked(), page.answered(), testimony.user() + "'s read"));
        }
        for (Summary summary : testimony.summaries()) {
            reads.computeIfAbsent(summary.conversation(), none -> new ArrayList<>())
                    .add(new Operation(
                            Operation.Kind.READ_TO_END,
                            summary.lastSeq(),
                            summary.asked(),
                            summary.answered(),
                            testimony.user() + "'s summary"));
        }
        for (Evidence.Live live : testimony.live()) {
            reads.computeIfAbsent(live.entry().conversation(), none -> new ArrayList<>())
                    .add(new Operation(
                            Operation.Kind.READ,
                            live.entry().seq(),
                            live.at(),
                            live.at(),
                            testimony.user() + " heard it"));
        }
        return reads;
    }

    /** The definition in the protocol's manual. */
    private static final class Unread {
        static final long WINDOW = 1_000;
    }
}
