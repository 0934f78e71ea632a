package org.parley.chaos;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.parley.chaos.Evidence.Entry;
import org.parley.chaos.Evidence.Live;
import org.parley.chaos.Evidence.Member;
import org.parley.chaos.Evidence.Page;
import org.parley.chaos.Evidence.Sent;
import org.parley.chaos.Evidence.Stored;
import org.parley.chaos.Evidence.Summary;
import org.parley.chaos.Evidence.Testimony;
import org.parley.chaos.Violation.Rule;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** A good history passes; each way in which a history can be bad is found, and called by its name. */
class OracleTest {
    private static final String GROUP = "1";
    private static final long NEVER = Long.MAX_VALUE;

    /** Ann made a group with Ben, wrote twice, added Cid, wrote once more, and removed Ben before her last text. */
    private final List<Stored> log = new ArrayList<>(List.of(
            member(1, "created", List.of("ann", "ben"), List.of()),
            text(2, "ann", "a-1"),
            text(3, "ann", "a-2"),
            member(4, "joined", List.of("cid"), List.of()),
            text(5, "ann", "a-3"),
            member(6, "removed", List.of(), List.of("ben")),
            text(7, "ann", "a-4")));

    private final List<Member> members =
            new ArrayList<>(List.of(new Member(GROUP, "ann", 1, 7, 7), new Member(GROUP, "cid", 4, 5, 4)));

    private final List<Sent> sent =
            new ArrayList<>(List.of(sent("a-1", 0, 2L), sent("a-2", 1, 3L), sent("a-3", 2, 5L), sent("a-4", 3, 7L)));
    private final List<Live> toBen = new ArrayList<>();
    private final List<Live> toCid = new ArrayList<>();
    private final List<Page> pagesOfCid = new ArrayList<>();
    private final List<Summary> summariesOfCid = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private final List<Optional<String>> deadLetters = new ArrayList<>();
    private final Map<Long, Entry> viewOfCid = new HashMap<>();
    private Summary resumedByCid = new Summary(GROUP, 4, 7, 5, 4, 2, 5_000, 5_010);

    OracleTest() {
        log.subList(3, 7).forEach(stored -> {
            viewOfCid.put(stored.seq(), stored.entry());
            toCid.add(new Live(1, stored.entry()));
        });
        log.subList(0, 5).forEach(stored -> toBen.add(new Live(1, stored.entry())));
        summariesOfCid.add(new Summary(GROUP, 4, 5, 4, 4, 1, 4_000, 4_010));
        pagesOfCid.add(
                new Page(GROUP, 3, log.subList(3, 7).stream().map(Stored::entry).toList(), true, 5_020, 5_030));
    }

    private static Stored text(long seq, String from, String cid) {
        return new Stored(new Entry(GROUP, seq, from, cid), cid, true, List.of(), List.of());
    }

    private static Stored member(long seq, String event, List<String> joined, List<String> departed) {
        return new Stored(new Entry(GROUP, seq, "ann", event), "server-" + seq, false, joined, departed);
    }

    private static Sent sent(String cid, long order, Long seq) {
        long begun = 100 * order;
        return new Sent(
                cid, GROUP, cid, 1, order, 1, 0, false, begun, begun + 50, begun + 50, Optional.ofNullable(seq));
    }

    private Set<Rule> broken() {
        List<Testimony> testimonies = List.of(
                testimony("ann", sent, List.of(), List.of(), List.of(), List.of(), Map.of()),
                testimony("ben", List.of(), toBen, List.of(), List.of(), List.of(), Map.of()),
                testimony(
                        "cid",
                        List.of(),
                        toCid,
                        pagesOfCid,
                        summariesOfCid,
                        List.of(resumedByCid),
                        Map.of(GROUP, viewOfCid)));
        return Oracle.judge(new Evidence(log, members, testimonies, deadLetters)).stream()
                .map(Violation::rule)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Rule.class)));
    }

    private Testimony testimony(
            String user,
            List<Sent> messages,
            List<Live> live,
            List<Page> pages,
            List<Summary> summaries,
            List<Summary> resumed,
            Map<String, Map<Long, Entry>> views) {
        return new Testimony(user, messages, live, pages, summaries, faults, resumed, views);
    }

    private void finds(Rule... rules) {
        assertEquals(Set.of(rules), broken());
    }

    @Test
    void aGoodHistoryPasses() {
        finds();
    }

    @Test
    void whatWasAcknowledgedIsMissing() {
        sent.add(sent("a-5", 4, null));
        finds(Rule.ACKNOWLEDGED_IS_STORED);
    }

    @Test
    void aMessageIsInTheLogTwice() {
        log.add(text(8, "ann", "a-4"));
        viewOfCid.put(8L, log.get(7).entry());
        resumedByCid = new Summary(GROUP, 4, 8, 5, 4, 3, 5_000, 5_010);
        assertEquals(true, broken().contains(Rule.ONCE));
    }

    @Test
    void aSeqIsMissing() {
        log.remove(1);
        sent.remove(0);
        toBen.remove(1);
        finds(Rule.NO_GAPS);
    }

    @Test
    void aSenderWasToldAnotherPlace() {
        sent.set(0, sent("a-1", 0, 3L));
        finds(Rule.AS_SENT);
    }

    @Test
    void theLogHasAnotherText() {
        Sent first = sent.get(0);
        sent.set(
                0,
                new Sent(
                        "a-1",
                        GROUP,
                        "other",
                        1,
                        0,
                        1,
                        0,
                        false,
                        first.begun(),
                        first.acknowledged(),
                        50,
                        first.seq()));
        finds(Rule.AS_SENT);
    }

    @Test
    void whatWasRefusedIsStored() {
        sent.set(0, new Sent("a-1", GROUP, "a-1", 1, 0, 1, 0, true, 0, NEVER, NEVER, Optional.empty()));
        finds(Rule.REFUSED_IS_NOT_STORED);
    }

    @Test
    void somethingWasNeverAnswered() {
        sent.add(new Sent("a-5", GROUP, "a-5", 1, 4, 9, 0, false, 400, NEVER, NEVER, Optional.empty()));
        finds(Rule.ANSWERED);
    }

    @Test
    void twoTextsOfASenderChangedPlaces() {
        sent.set(0, new Sent("a-1", GROUP, "a-1", 1, 1, 1, 0, false, 0, 120, 120, Optional.of(2L)));
        sent.set(1, new Sent("a-2", GROUP, "a-2", 1, 0, 1, 0, false, 0, 120, 120, Optional.of(3L)));
        finds(Rule.ORDER_OF_SENDER);
        sent.set(1, new Sent("a-2", GROUP, "a-2", 1, 0, 2, 1, false, 0, 120, 120, Optional.of(3L)));
        finds();
    }

    @Test
    void aTextGotAheadOfOneThatWasAcknowledgedBefore() {
        sent.set(0, new Sent("a-1", GROUP, "a-1", 1, 1, 2, 1, false, 130, 140, NEVER, Optional.empty()));
        sent.set(1, new Sent("a-2", GROUP, "a-2", 1, 0, 2, 1, false, 100, 120, NEVER, Optional.empty()));
        finds(Rule.ORDER_OF_SENDER);
    }

    @Test
    void aPageDoesNotShowWhatWasStoredBeforeItWasRead() {
        pagesOfCid.add(new Page(GROUP, 5, List.of(), true, 6_000, 6_010));
        finds(Rule.LINEARIZABLE);
    }

    @Test
    void somethingWasSeenThatTheLogDoesNotHave() {
        toCid.add(new Live(1, new Entry(GROUP, 9, "ann", "a-9")));
        finds(Rule.SEEN_IS_STORED);
    }

    @Test
    void aConnectionGetsSomethingTwiceOrLate() {
        toCid.add(toCid.get(3));
        finds(Rule.LIVE_IN_ORDER);
    }

    @Test
    void somebodyMissesSomethingAfterAllIsOver() {
        viewOfCid.remove(7L);
        finds(Rule.VIEW_IS_LOG);
    }

    @Test
    void somebodyIsToldOfAnOldEnd() {
        resumedByCid = new Summary(GROUP, 4, 6, 5, 4, 2, 5_000, 5_010);
        finds(Rule.VIEW_IS_LOG);
    }

    @Test
    void whoWasRemovedGetsMore() {
        toBen.add(new Live(1, log.get(6).entry()));
        finds(Rule.MEMBERS_ONLY);
    }

    @Test
    void aNewMemberGetsWhatWasBefore() {
        toCid.add(0, new Live(2, log.get(2).entry()));
        finds(Rule.MEMBERS_ONLY);
    }

    @Test
    void aStrangerGetsSomething() {
        log.set(0, member(1, "created", List.of("ann"), List.of()));
        finds(Rule.MEMBERS_ONLY);
    }

    @Test
    void aCursorMovesBack() {
        summariesOfCid.add(new Summary(GROUP, 4, 7, 7, 6, 1, 4_500, 4_510));
        finds(Rule.CURSORS);
    }

    @Test
    void aCursorIsStoredBehindWhatWasTold() {
        members.set(1, new Member(GROUP, "cid", 4, 4, 4));
        finds(Rule.CURSORS);
    }

    @Test
    void anUnreadCountIsWrong() {
        resumedByCid = new Summary(GROUP, 4, 7, 5, 4, 3, 5_000, 5_010);
        finds(Rule.UNREAD);
    }

    @Test
    void aClientSaysThatTheServerDidNotKeepToTheProtocol() {
        faults.add("an ack of what was not sent");
        finds(Rule.PROTOCOL);
    }

    @Test
    void aDeadLetterHasNoReason() {
        deadLetters.add(Optional.of("forbidden: not a member"));
        finds();
        deadLetters.add(Optional.empty());
        finds(Rule.DEAD_LETTERS);
    }
}
