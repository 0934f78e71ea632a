package org.parley.chaos;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.parley.chaos.Evidence.Command;
import org.parley.chaos.Evidence.Entry;
import org.parley.chaos.Evidence.Live;
import org.parley.chaos.Evidence.Member;
import org.parley.chaos.Evidence.Moved;
import org.parley.chaos.Evidence.Outside;
import org.parley.chaos.Evidence.Page;
import org.parley.chaos.Evidence.Reading;
import org.parley.chaos.Evidence.Seen;
import org.parley.chaos.Evidence.Sent;
import org.parley.chaos.Evidence.Stored;
import org.parley.chaos.Evidence.Summary;
import org.parley.chaos.Evidence.Testimony;
import org.parley.chaos.Evidence.Told;
import org.parley.chaos.Violation.Rule;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** A good history passes; each way in which a history can be bad is found, and called by its name. */
class OracleTest {
    private static final String GROUP = "1";
    private static final long HEARD = 4_500;
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
            new ArrayList<>(List.of(new Member(GROUP, "ann", 1, 0, 0), new Member(GROUP, "cid", 4, 5, 4)));

    private final List<Sent> sent =
            new ArrayList<>(List.of(sent("a-1", 0, 2L), sent("a-2", 1, 3L), sent("a-3", 2, 5L), sent("a-4", 3, 7L)));
    /** What others than Ann sent. */
    private final Map<String, List<Sent>> sentBy = new HashMap<>();

    private final Map<String, List<Command>> commandsBy = new HashMap<>();
    private final List<Live> toBen = new ArrayList<>();
    private final List<Live> toCid = new ArrayList<>();
    private final List<Page> pagesOfCid = new ArrayList<>();
    private final List<Summary> summariesOfCid = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private final List<Told> toldByCid =
            new ArrayList<>(List.of(new Told(GROUP, 4, 4, 255), new Told(GROUP, 5, 4, 400)));
    private final List<Moved> moved = new ArrayList<>();
    private final List<Outside> outside = new ArrayList<>();
    /** What Cid was shown in the end; empty if it is as it is to be. */
    private final List<Reading> shownToCid = new ArrayList<>();

    private final List<String> unheard = new ArrayList<>();
    private final List<Optional<String>> deadLetters = new ArrayList<>();
    private final Map<Long, Seen> viewOfCid = new HashMap<>();
    private Summary resumedByCid = new Summary(GROUP, 4, 7, 5, 4, 2, 5_000, 5_010);

    OracleTest() {
        log.subList(3, 7).forEach(stored -> {
            viewOfCid.put(stored.seq(), Seen.live(stored.entry()));
            toCid.add(new Live(1, stored.entry(), HEARD));
        });
        log.subList(0, 5).forEach(stored -> toBen.add(new Live(1, stored.entry(), HEARD)));
        summariesOfCid.add(new Summary(GROUP, 4, 5, 4, 4, 1, 260, 270));
        pagesOfCid.add(page(5_020, log.subList(3, 7)));
    }

    private static Stored text(long seq, String from, String cid) {
        return new Stored(new Entry(GROUP, seq, from, says(cid)), cid, true, List.of(), List.of(), false);
    }

    private static Stored member(long seq, String event, List<String> joined, List<String> departed) {
        return member(seq, Content.member(event, joined.isEmpty() ? departed : joined), joined, departed);
    }

    private static Stored member(long seq, Content content, List<String> joined, List<String> departed) {
        return new Stored(
                new Entry(GROUP, seq, "ann", content),
                "server-" + seq,
                false,
                joined,
                departed,
                content.tells("dissolved"));
    }

    private static Content says(String text) {
        return new Content("text", 0, text);
    }

    private static Sent sent(String cid, long order, Long seq) {
        long begun = 100 * order;
        return new Sent(
                cid, GROUP, says(cid), 1, order, 1, 0, false, begun, begun + 50, begun + 50, Optional.ofNullable(seq));
    }

    private static Page page(long asked, List<Stored> entries) {
        List<Seen> shown = entries.stream().map(Stored::entry).map(Seen::live).toList();
        return new Page(GROUP, entries.get(0).seq() - 1, shown, true, asked, asked + 10);
    }

    private Set<Rule> broken() {
        List<Testimony> testimonies = List.of(
                annsTestimony(),
                testimony(
                        "ben", sentBy.getOrDefault("ben", List.of()), toBen, List.of(), List.of(), List.of(), Map.of()),
                testimony(
                        "cid",
                        sentBy.getOrDefault("cid", List.of()),
                        toCid,
                        pagesOfCid,
                        summariesOfCid,
                        List.of(resumedByCid),
                        Map.of(GROUP, viewOfCid)));
        return Oracle.judge(new Evidence(log, members, testimonies, deadLetters, unheard)).stream()
                .map(Violation::rule)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Rule.class)));
    }

    /** Ann holds all that is in the log, and told of nothing that she has read. */
    private Testimony annsTestimony() {
        Map<Long, Seen> view = new HashMap<>();
        log.stream()
                .filter(stored -> stored.conversation().equals(GROUP))
                .forEach(stored -> view.put(stored.seq(), Seen.live(stored.entry())));
        long end = view.keySet().stream().mapToLong(seq -> seq).max().orElseThrow();
        Summary resumed = new Summary(GROUP, 1, end, 0, 0, 0, 90_000, 90_010);
        boolean member = members.stream().anyMatch(m -> m.user().equals("ann"));
        return testimony(
                "ann",
                sent,
                List.of(),
                List.of(),
                List.of(),
                member ? List.of(resumed) : List.of(),
                Map.of(GROUP, view));
    }

    private Testimony testimony(
            String user,
            List<Sent> messages,
            List<Live> live,
            List<Page> pages,
            List<Summary> summaries,
            List<Summary> resumed,
            Map<String, Map<Long, Seen>> views) {
        return new Testimony(
                user,
                messages,
                commandsBy.getOrDefault(user, List.of()),
                live,
                pages,
                summaries,
                told(user),
                moved,
                faults,
                resumed,
                views,
                anew(user, resumed),
                outside);
    }

    private List<Told> told(String user) {
        return user.equals("cid") ? toldByCid : List.of();
    }

    private List<Reading> anew(String user, List<Summary> resumed) {
        if (user.equals("cid") && !shownToCid.isEmpty()) {
            return shownToCid;
        }
        List<Reading> readings = new ArrayList<>();
        for (Summary summary : resumed) {
            List<Seen> all = inTheEnd(summary.conversation(), summary.joinedSeq());
            readings.add(new Reading(summary.conversation(), true, all));
            readings.add(new Reading(summary.conversation(), false, all));
        }
        return readings;
    }

    /** What a page shows in the end, which is told here by other means than the oracle's. */
    private List<Seen> inTheEnd(String conversation, long from) {
        TreeMap<Long, Seen> all = new TreeMap<>();
        log.stream()
                .filter(stored -> stored.conversation().equals(conversation) && stored.seq() >= from)
                .forEach(stored -> all.put(stored.seq(), inTheEnd(stored)));
        return List.copyOf(all.values());
    }

    private Seen inTheEnd(Stored stored) {
        Entry entry = stored.entry();
        boolean changes = entry.content().kind().equals("edit");
        long message = changes ? entry.content().target() : entry.seq();
        String says = entry.content().says();
        Map<String, Set<String>> reactions = new HashMap<>();
        long changed = 0;
        for (Stored later : log) {
            Content change = later.entry().content();
            if (later.conversation().equals(entry.conversation()) && change.target() == message) {
                changed = later.seq();
                switch (change.kind()) {
                    case "edit" -> says = change.says();
                    case "recall" -> {
                        says = Content.recalled(later.sender());
                        reactions.clear();
                    }
                    default -> reactions.put(change.says().substring(1), Set.of(later.sender()));
                }
            }
        }
        Content content = new Content(entry.content().kind(), entry.content().target(), says);
        Entry shown = new Entry(entry.conversation(), entry.seq(), entry.from(), content);
        return new Seen(shown, changes ? 0 : changed, changes ? Map.of() : reactions);
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
        viewOfCid.put(8L, Seen.live(log.get(7).entry()));
        resumedByCid = new Summary(GROUP, 4, 8, 5, 4, 3, 5_000, 5_010);
        assertEquals(true, broken().contains(Rule.ONCE));
    }

    @Test
    void somethingIsInTheLogThatNobodySent() {
        sent.remove(3);
        finds(Rule.SENT_BY_SOMEBODY);
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
                        says("other"),
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
        sent.set(0, new Sent("a-1", GROUP, says("a-1"), 1, 0, 1, 0, true, 0, NEVER, NEVER, Optional.empty()));
        finds(Rule.REFUSED_IS_NOT_STORED, Rule.REFUSED_WITH_REASON);
    }

    private void refuse(String user, String conversation) {
        Sent no = new Sent("b-1", conversation, says("b-1"), 1, 0, 1, 0, true, 0, NEVER, NEVER, Optional.empty());
        sentBy.put(user, List.of(no));
    }

    @Test
    void aMemberIsRefusedWithoutReason() {
        refuse("ben", GROUP);
        finds();
        refuse("cid", GROUP);
        finds(Rule.REFUSED_WITH_REASON);
        log.set(5, member(6, Content.member("muted", List.of("cid")), List.of(), List.of()));
        viewOfCid.put(6L, Seen.live(log.get(5).entry()));
        sentBy.remove("ben");
        assertEquals(false, broken().contains(Rule.REFUSED_WITH_REASON));
    }

    @Test
    void somebodyIsRefusedInADirectConversation() {
        log.add(new Stored(new Entry("2", 1, "ann", says(Run.HELLO)), Run.HELLO, true, List.of(), List.of(), false));
        refuse("ben", "2");
        finds(Rule.REFUSED_WITH_REASON);
    }

    @Test
    void somethingWasNeverAnswered() {
        sent.add(new Sent("a-5", GROUP, says("a-5"), 1, 4, 9, 0, false, 400, NEVER, NEVER, Optional.empty()));
        finds(Rule.ANSWERED);
    }

    @Test
    void twoTextsOfASenderChangedPlaces() {
        sent.set(0, new Sent("a-1", GROUP, says("a-1"), 1, 1, 1, 0, false, 0, 120, 120, Optional.of(2L)));
        sent.set(1, new Sent("a-2", GROUP, says("a-2"), 1, 0, 1, 0, false, 0, 120, 120, Optional.of(3L)));
        finds(Rule.ORDER_OF_SENDER);
        sent.set(1, new Sent("a-2", GROUP, says("a-2"), 1, 0, 2, 1, false, 0, 120, 120, Optional.of(3L)));
        finds();
    }

    @Test
    void aTextGotAheadOfOneThatWasAcknowledgedBefore() {
        sent.set(0, new Sent("a-1", GROUP, says("a-1"), 1, 1, 2, 1, false, 130, 140, NEVER, Optional.empty()));
        sent.set(1, new Sent("a-2", GROUP, says("a-2"), 1, 0, 2, 1, false, 100, 120, NEVER, Optional.empty()));
        finds(Rule.ORDER_OF_SENDER);
    }

    @Test
    void aPageDoesNotShowWhatWasStoredBeforeItWasRead() {
        pagesOfCid.add(new Page(GROUP, 5, List.of(), true, 6_000, 6_010));
        finds(Rule.LINEARIZABLE);
    }

    @Test
    void aPageHasAHole() {
        pagesOfCid.set(0, page(5_020, List.of(log.get(3), log.get(5), log.get(6))));
        finds(Rule.PAGES_ARE_WHOLE);
    }

    @Test
    void aPageHasItsEntriesInDisorder() {
        pagesOfCid.set(0, page(5_020, List.of(log.get(3), log.get(5), log.get(4), log.get(6))));
        finds(Rule.PAGES_ARE_WHOLE);
    }

    @Test
    void aPageBeginsLaterThanItWasAskedFor() {
        List<Seen> shown =
                List.of(Seen.live(log.get(5).entry()), Seen.live(log.get(6).entry()));
        pagesOfCid.set(0, new Page(GROUP, 4, shown, true, 5_020, 5_030));
        finds(Rule.PAGES_ARE_WHOLE);
    }

    @Test
    void aPageBeginsWhereSomebodyJoined() {
        List<Seen> shown =
                List.of(Seen.live(log.get(3).entry()), Seen.live(log.get(4).entry()));
        pagesOfCid.set(0, new Page(GROUP, 0, shown, false, 5_020, 5_030));
        finds();
    }

    private void shownInTheEnd(List<Seen> forwards, List<Seen> backwards) {
        shownToCid.clear();
        shownToCid.add(new Reading(GROUP, true, forwards));
        shownToCid.add(new Reading(GROUP, false, backwards));
    }

    @Test
    void whoHoldsNothingMissesSomething() {
        List<Seen> all = inTheEnd(GROUP, 4);
        shownInTheEnd(all, all.subList(1, 4));
        finds(Rule.READ_ANEW_IS_LOG);
        shownInTheEnd(all.subList(0, 3), all);
        finds(Rule.READ_ANEW_IS_LOG);
        shownToCid.remove(1);
        shownToCid.set(0, new Reading(GROUP, true, all));
        finds(Rule.READ_ANEW_IS_LOG);
    }

    @Test
    void whoHoldsNothingIsShownWhatWasBeforeAnEdit() {
        change("edit", "better");
        List<Seen> all = inTheEnd(GROUP, 4);
        shownInTheEnd(all, all);
        finds();
        List<Seen> old = new ArrayList<>(all);
        old.set(1, Seen.live(log.get(4).entry()));
        shownInTheEnd(all, old);
        finds(Rule.READ_ANEW_IS_LOG);
        change("edit", "best");
        shownInTheEnd(inTheEnd(GROUP, 4), inTheEnd(GROUP, 4));
        finds();
        old = new ArrayList<>(inTheEnd(GROUP, 4));
        old.set(4, Seen.live(log.get(7).entry()));
        shownInTheEnd(old, inTheEnd(GROUP, 4));
        finds(Rule.READ_ANEW_IS_LOG);
    }

    @Test
    void whoHoldsNothingIsShownAReactionThatIsNotThere() {
        change("reaction", "+👍");
        List<Seen> all = inTheEnd(GROUP, 4);
        List<Seen> without = new ArrayList<>(all);
        without.set(1, new Seen(log.get(4).entry(), 8, Map.of()));
        shownInTheEnd(all, without);
        finds(Rule.READ_ANEW_IS_LOG);
    }

    @Test
    void aStrangerIsGivenALog() {
        outside.add(new Outside("7", 403));
        finds();
        outside.add(new Outside("7", 200));
        finds(Rule.MEMBERS_ONLY);
    }

    @Test
    void aSummaryKnowsLessThanSomebodyHeard() {
        summariesOfCid.add(new Summary(GROUP, 4, 6, 4, 4, 1, 4_400, 4_410));
        finds(Rule.LINEARIZABLE);
    }

    @Test
    void somethingIsHeardAndThenNotInTheLog() {
        toCid.set(3, new Live(1, log.get(6).entry(), 360));
        sent.set(3, new Sent("a-4", GROUP, says("a-4"), 1, 3, 1, 0, false, 300, 350, NEVER, Optional.of(7L)));
        summariesOfCid.set(0, new Summary(GROUP, 4, 6, 4, 4, 1, 370, 380));
        finds(Rule.LINEARIZABLE);
    }

    @Test
    void somethingIsHeardBeforeItWasSent() {
        toBen.set(2, new Live(1, log.get(2).entry(), 90));
        finds(Rule.LINEARIZABLE);
    }

    @Test
    void somethingWasSeenThatTheLogDoesNotHave() {
        toCid.add(new Live(1, new Entry(GROUP, 9, "ann", says("a-9")), 9_000));
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
        toBen.add(new Live(1, log.get(6).entry(), HEARD));
        finds(Rule.MEMBERS_ONLY);
    }

    @Test
    void aNewMemberGetsWhatWasBefore() {
        toCid.add(0, new Live(2, log.get(2).entry(), HEARD));
        finds(Rule.MEMBERS_ONLY);
    }

    @Test
    void aStrangerGetsSomething() {
        log.set(0, member(1, "created", List.of("ann"), List.of()));
        toBen.set(0, new Live(1, log.get(0).entry(), HEARD));
        finds(Rule.MEMBERS_ONLY);
    }

    /** Ann says something else instead of her third text, somebody reacts to it, and then she takes it back. */
    private void change(String kind, String says) {
        long seq = log.size() + 1;
        Content content = new Content(kind, 5, says);
        Stored change = new Stored(
                new Entry(GROUP, seq, kind.equals("reaction") ? "cid" : "ann", content),
                "a-" + seq,
                false,
                List.of(),
                List.of(),
                false);
        log.add(change);
        boolean known = !kind.equals("reaction");
        long placed = known ? 1_000 * seq + 50 : NEVER;
        Sent how = new Sent(
                "a-" + seq,
                GROUP,
                content,
                1,
                seq,
                1,
                0,
                false,
                1_000 * seq,
                1_000 * seq + 50,
                placed,
                known ? Optional.of(seq) : Optional.empty());
        if (known) {
            sent.add(how);
        } else {
            sentBy.put("cid", List.of(how));
        }
        viewOfCid.put(seq, Seen.live(change.entry()));
        resumedByCid = new Summary(GROUP, 4, seq, 5, 4, 2, 90_000, 90_010);
    }

    private void shows(long asked, long changed, String says, Map<String, Set<String>> reactions) {
        pagesOfCid.clear();
        Seen text = new Seen(new Entry(GROUP, 5, "ann", says(says)), changed, reactions);
        pagesOfCid.add(new Page(GROUP, 4, List.of(text), false, asked, asked + 10));
    }

    @Test
    void whoHoldsAMessageAndItsChangesKnowsWhatItIs() {
        change("edit", "better");
        change("reaction", "+👍");
        finds();
        viewOfCid.remove(8L);
        finds(Rule.VIEW_IS_LOG);
        viewOfCid.put(5L, new Seen(new Entry(GROUP, 5, "ann", says("better")), 9, Map.of("👍", Set.of("cid"))));
        viewOfCid.put(8L, Seen.live(new Entry(GROUP, 8, "ann", new Content("edit", 5, "better"))));
        finds();
    }

    @Test
    void aPageShowsAMessageAsItWasBeforeAnEditThatWasAcknowledged() {
        change("edit", "better");
        shows(8_040, 0, "a-3", Map.of());
        finds();
        shows(8_060, 0, "a-3", Map.of());
        finds(Rule.HISTORY_IS_PRESENT);
        shows(8_060, 8, "better", Map.of());
        finds();
    }

    @Test
    void aPageShowsAReactionThatNobodyHas() {
        change("reaction", "+👍");
        shows(8_060, 8, "a-3", Map.of("👍", Set.of("cid")));
        finds();
        shows(8_060, 8, "a-3", Map.of("👍", Set.of("ann")));
        finds(Rule.HISTORY_IS_PRESENT);
    }

    @Test
    void aPageShowsAMessageThatWasNeverSo() {
        change("edit", "better");
        shows(9_000, 8, "worse", Map.of());
        finds(Rule.HISTORY_IS_PRESENT);
        shows(9_000, 7, "better", Map.of());
        finds(Rule.HISTORY_IS_PRESENT);
    }

    @Test
    void aPageShowsWhatWasRecalled() {
        change("edit", "better");
        change("recall", "");
        resumedByCid = new Summary(GROUP, 4, 9, 5, 4, 1, 90_000, 90_010);
        finds();
        shows(9_060, 8, "better", Map.of());
        finds(Rule.RECALLED_IS_GONE);
        shows(9_060, 9, Content.recalled("ann"), Map.of());
        finds();
    }

    @Test
    void anEditStillSaysWhatWasRecalled() {
        change("edit", "better");
        change("recall", "");
        resumedByCid = new Summary(GROUP, 4, 9, 5, 4, 1, 90_000, 90_010);
        pagesOfCid.clear();
        List<Seen> edit = List.of(Seen.live(log.get(7).entry()));
        pagesOfCid.add(new Page(GROUP, 7, edit, false, 9_060, 9_070));
        finds(Rule.RECALLED_IS_GONE);
    }

    @Test
    void aRecalledMessageCountsAsUnread() {
        change("recall", "");
        resumedByCid = new Summary(GROUP, 4, 8, 5, 4, 2, 90_000, 90_010);
        finds(Rule.UNREAD);
    }

    @Test
    void somebodyGetsMoreOfADissolvedGroup() {
        log.add(member(8, "dissolved", List.of(), List.of()));
        members.clear();
        log.add(text(9, "ann", "a-5"));
        sent.add(sent("a-5", 4, 9L));
        toCid.add(new Live(1, log.get(8).entry(), HEARD));
        pagesOfCid.clear();
        resumedByCid = new Summary("2", 1, 0, 0, 0, 0, 90_000, 90_010);
        members.add(new Member("2", "cid", 1, 0, 0));
        finds(Rule.MEMBERS_ONLY);
    }

    @Test
    void somebodyIsAMemberOfWhomTheLogDoesNotTell() {
        members.add(new Member(GROUP, "dan", 3, 3, 3));
        finds(Rule.MEMBERS_ARE_IN_THE_LOG);
    }

    @Test
    void somebodyIsAMemberFromAnotherEntryOn() {
        members.set(0, new Member(GROUP, "ann", 2, 1, 1));
        assertEquals(true, broken().contains(Rule.MEMBERS_ARE_IN_THE_LOG));
    }

    @Test
    void whoWasAddedIsNoMember() {
        members.remove(1);
        assertEquals(true, broken().contains(Rule.MEMBERS_ARE_IN_THE_LOG));
    }

    @Test
    void whatWasDoneToAGroupIsNotInItsLog() {
        Command removed = new Command(GROUP, "removed", List.of("ben"), 1_000, 1_010);
        commandsBy.put("ann", List.of(removed));
        finds();
        commandsBy.put("ann", List.of(removed, removed));
        finds(Rule.COMMANDS_ARE_IN_THE_LOG);
        commandsBy.put("ann", List.of(new Command(GROUP, "removed", List.of("cid"), 1_000, 1_010)));
        finds(Rule.COMMANDS_ARE_IN_THE_LOG);
        commandsBy.put("ann", List.of());
        commandsBy.put("ben", List.of(removed));
        finds(Rule.COMMANDS_ARE_IN_THE_LOG);
    }

    @Test
    void whoWritesInAGroupThatWasNeverCreatedIsItsOwner() {
        Stored first = new Stored(new Entry("2", 1, "ben", says("b-1")), "b-1", true, List.of(), List.of(), false);
        Stored last = new Stored(
                new Entry("2", 2, "ben", Content.member("dissolved", List.of())),
                "server",
                false,
                List.of(),
                List.of(),
                true);
        log.add(first);
        log.add(last);
        sentBy.put("ben", List.of(new Sent("b-1", "2", says("b-1"), 1, 0, 1, 0, false, 0, 50, 50, Optional.of(1L))));
        toBen.add(new Live(1, last.entry(), HEARD));
        finds();
        toCid.add(new Live(1, last.entry(), HEARD));
        finds(Rule.MEMBERS_ONLY);
    }

    @Test
    void somebodyIsNotToldOfAConversation() {
        members.add(new Member("2", "cid", 1, 0, 0));
        finds(Rule.VIEW_IS_LOG);
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
    void aCursorIsFurtherThanWhatWasTold() {
        toldByCid.remove(1);
        finds(Rule.CURSORS);
        toldByCid.add(new Told(GROUP, 5, 4, 6_000));
        finds(Rule.CURSORS);
        toldByCid.add(new Told(GROUP, 4, 5, 400));
        finds();
    }

    @Test
    void aReceiptMovesBack() {
        moved.add(new Moved(1, GROUP, "ann", 5, 3));
        moved.add(new Moved(1, GROUP, "ben", 4, 3));
        moved.add(new Moved(2, GROUP, "ann", 4, 3));
        moved.add(new Moved(1, GROUP, "ann", 5, 4));
        finds();
        moved.add(new Moved(1, GROUP, "ann", 5, 3));
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
    void somebodyIsNotHeard() {
        unheard.add("cid did not hear it");
        finds(Rule.HEARD_LIVE);
    }

    @Test
    void aDeadLetterHasNoReason() {
        deadLetters.add(Optional.of("forbidden: not a member"));
        finds();
        deadLetters.add(Optional.empty());
        finds(Rule.DEAD_LETTERS);
    }
}
