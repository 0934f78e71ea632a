package org.parley.message;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import jakarta.ejb.EJBException;
import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.parley.audit.AuditTrail;
import org.parley.audit.Deed;
import org.parley.conversation.MemberDirectory;
import org.parley.conversation.Members;
import org.parley.conversation.Role;
import org.parley.message.Foresight.Forecast;
import org.parley.protocol.Content.Kind;
import org.parley.protocol.ContentCodec;
import org.parley.protocol.Entry;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.Membership;
import org.parley.protocol.Reaction;
import org.parley.protocol.Text;
import org.parley.testing.container.Fixture;
import org.parley.testing.container.Fixture.Row;
import org.parley.testing.container.InContainer;
import org.parley.user.UserRef;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@InContainer
class MessageLogIT {
    private static final long NOBODY = 0;

    @Inject
    private MessageLog log;

    @Inject
    private Foresight foresight;

    @Inject
    private MemberDirectory directory;

    @Inject
    private History history;

    @Inject
    private AuditTrail trail;

    @Inject
    private Fixture fixture;

    @Test
    void the_entries_of_each_conversation_are_numbered_without_gaps_over_batches() {
        UserRef alice = fixture.user();
        List<Long> conversations = conversations(alice, 5);
        for (int batch = 0; batch < 3; batch++) {
            List<Submission> mixed = IntStream.range(0, 50)
                    .mapToObj(i -> fixture.text(alice, conversations.get(i * 7 % 5)))
                    .toList();

            List<Outcome> outcomes = log.append(mixed);

            assertEquals(mixed, outcomes.stream().map(Outcome::submission).toList());
            outcomes.forEach(outcome -> assertInstanceOf(Outcome.Appended.class, outcome));
        }
        conversations.forEach(conversation -> assertEquals(numbers(30), seqs(conversation)));
    }

    @Test
    void what_is_refused_leaves_no_gap() {
        UserRef alice = fixture.user();
        UserRef stranger = fixture.user();
        long conversation = fixture.direct(alice, fixture.user());
        List<Submission> mixed = IntStream.range(0, 30)
                .mapToObj(i -> fixture.text(i % 3 == 0 ? stranger : alice, conversation))
                .toList();

        List<Outcome> outcomes = log.append(mixed);

        assertEquals(
                10, outcomes.stream().filter(Outcome.Refused.class::isInstance).count());
        assertEquals(numbers(20), seqs(conversation));
    }

    @Test
    void what_the_log_knows_is_not_appended_again_be_it_from_this_batch_or_one_before() {
        UserRef alice = fixture.user();
        long conversation = fixture.direct(alice, fixture.user());
        Submission known = fixture.text(alice, conversation);
        Entry first = ((Outcome.Appended) log.append(List.of(known)).get(0)).entry();
        Submission fresh = fixture.text(alice, conversation);

        List<Outcome> outcomes = log.append(List.of(fresh, known, fresh));

        Entry second = assertInstanceOf(Outcome.Appended.class, outcomes.get(0)).entry();
        assertEquals(
                first, assertInstanceOf(Outcome.Known.class, outcomes.get(1)).entry());
        assertEquals(
                second, assertInstanceOf(Outcome.Known.class, outcomes.get(2)).entry());
        assertEquals(numbers(2), seqs(conversation));
    }

    @Test
    void an_attempt_that_was_refused_stays_refused_and_another_one_is_judged_anew() {
        UserRef owner = fixture.user();
        UserRef late = fixture.user();
        long group = fixture.group(owner);
        Submission text = fixture.text(late, group);
        Submission refused = text.as(attempt());
        Membership joining =
                new Membership(Membership.Event.JOINED, List.of(late.handle()), Optional.empty(), Optional.empty());

        List<Outcome> outcomes = log.append(List.of(refused, Submission.byServer(owner, group, joining), refused));
        assertInstanceOf(Outcome.Refused.class, outcomes.get(2), "its record was delivered twice");
        assertInstanceOf(Outcome.Refused.class, outcomes.get(0));
        Members members =
                assertInstanceOf(Outcome.Appended.class, outcomes.get(1)).members();

        assertInstanceOf(Outcome.Refused.class, log.append(List.of(refused)).get(0));
        assertInstanceOf(
                Outcome.Refused.class,
                log.appendNew(List.of(refused)).orElseThrow().get(0));
        assertEquals(
                Optional.empty(), log.appendForeseen(List.of(refused), Map.of(group, new Forecast(group, 1, members))));
        assertInstanceOf(
                Outcome.Appended.class, log.append(List.of(text.as(attempt()))).get(0));
        assertInstanceOf(Outcome.Known.class, log.append(List.of(refused)).get(0), "it came by the other attempt");
        assertInstanceOf(
                Outcome.Known.class,
                log.appendNew(List.of(refused)).orElseThrow().get(0));
    }

    private static Submission.Attempt attempt() {
        return new Submission.Attempt(UUID.randomUUID().toString(), System.currentTimeMillis());
    }

    @Test
    void what_the_audit_trail_is_to_tell_of_is_there_when_it_is_in_the_log_and_only_then() {
        UserRef owner = fixture.user();
        UserRef member = fixture.user();
        long group = fixture.group(owner, member);
        Deed deed = new Deed(Deed.person(owner.id()), "group.removed", Long.toString(group), "", "192.0.2.1");
        Membership removal = Membership.of(Membership.Event.REMOVED, List.of(member.handle()));
        Submission done = Submission.byServer(owner, group, removal).recorded(deed);

        assertInstanceOf(
                Outcome.Refused.class,
                log.append(List.of(Submission.byServer(member, group, removal).recorded(deed)))
                        .get(0));
        assertThrows(
                EJBException.class,
                () -> log.append(List.of(done, fixture.poison(owner, group).recorded(deed))));
        assertEquals(0, recorded(deed));
        assertInstanceOf(Outcome.Appended.class, log.append(List.of(done)).get(0));
        assertEquals(1, recorded(deed));
        assertInstanceOf(Outcome.Known.class, log.append(List.of(done)).get(0));
        assertEquals(1, recorded(deed));
    }

    private long recorded(Deed deed) {
        return trail.before(Long.MAX_VALUE, Set.of(deed.actor()), deed.action(), 10).stream()
                .filter(entry -> entry.deed().equals(deed))
                .count();
    }

    @Test
    void an_administrator_does_what_the_sender_may_not_but_only_as_one() {
        UserRef member = fixture.user();
        long group = fixture.group(fixture.user(), member);
        Deed deed = new Deed(Deed.person(member.id()), "group.dissolve", Long.toString(group), "", "192.0.2.1");
        Membership end = Membership.of(Membership.Event.DISSOLVED, List.of());

        assertInstanceOf(
                Outcome.Refused.class,
                log.append(List.of(Submission.byServer(member, group, end).recorded(deed)))
                        .get(0));
        assertInstanceOf(
                Outcome.Appended.class,
                log.append(List.of(Submission.byAdministrator(member, group, end, deed)))
                        .get(0));
    }

    @Test
    void a_batch_that_was_taken_for_new_is_no_failure_whenever_the_database_finds_out() {
        UserRef owner = fixture.user();
        long group = fixture.group(owner, fixture.user());
        Submission known = fixture.text(owner, group);
        long seq =
                ((Outcome.Appended) log.append(List.of(known)).get(0)).entry().seq();
        Submission reaction = Submission.byServer(owner, group, new Reaction(seq, "👍", true));
        Deed deed = new Deed(Deed.person(owner.id()), "group.renamed", Long.toString(group), "", "192.0.2.1");
        Submission recorded = Submission.byServer(
                        owner,
                        group,
                        new Membership(Membership.Event.RENAMED, List.of(), Optional.of("New"), Optional.empty()))
                .recorded(deed);

        assertEquals(Optional.empty(), log.appendNew(List.of(known, reaction)));
        assertEquals(Optional.empty(), log.appendNew(List.of(known, recorded)));
        assertEquals(0, recorded(deed));
        assertEquals(numbers(1), seqs(group));
    }

    @Test
    void a_known_message_stays_where_it_is_whatever_it_is_sent_to_next() {
        UserRef alice = fixture.user();
        List<Long> two = conversations(alice, 2);
        Submission text = fixture.text(alice, two.get(0));
        Entry first = ((Outcome.Appended) log.append(List.of(text)).get(0)).entry();

        Outcome elsewhere =
                log.append(List.of(fixture.text(alice, two.get(1), text.cid()))).get(0);
        Outcome nowhere = log.append(List.of(fixture.text(alice, Long.MAX_VALUE, text.cid())))
                .get(0);

        assertEquals(first, assertInstanceOf(Outcome.Known.class, elsewhere).entry());
        assertEquals(first, assertInstanceOf(Outcome.Known.class, nowhere).entry());
        assertEquals(List.of(), fixture.log(two.get(1)));
    }

    @Test
    void a_batch_that_the_database_refuses_is_not_there_at_all() {
        UserRef alice = fixture.user();
        long group = fixture.group(alice);
        long other = fixture.direct(alice, fixture.user());

        assertThrows(
                EJBException.class,
                () -> log.append(
                        List.of(fixture.text(alice, other), fixture.poison(alice, group), fixture.text(alice, group))));

        assertEquals(List.of(), fixture.log(group));
        assertEquals(List.of(), fixture.log(other));
        log.append(List.of(fixture.text(alice, group), fixture.text(alice, other)));
        assertEquals(numbers(1), seqs(group));
        assertEquals(numbers(1), seqs(other));
    }

    @Test
    void a_rule_never_says_that_the_same_may_be_stored_later() {
        UserRef alice = fixture.user();
        long group = fixture.group(alice);
        Submission withoutContent =
                Submission.byServer(alice, group, Membership.avatar(Optional.of("content-that-is-gone")));

        List<Outcome> outcomes = log.append(List.of(withoutContent, fixture.text(alice, group)));

        Outcome.Refused refused = assertInstanceOf(Outcome.Refused.class, outcomes.get(0));
        assertEquals(ErrorCode.CONFLICT, refused.refusal().code());
        assertInstanceOf(Outcome.Appended.class, outcomes.get(1));
        assertEquals(numbers(1), seqs(group));
    }

    @Test
    void what_was_foreseen_follows_the_last_entry() {
        UserRef alice = fixture.user();
        long conversation = fixture.direct(alice, fixture.user());
        Map<Long, Forecast> forecast = forecastAfter(fixture.text(alice, conversation));

        List<Outcome> outcomes = log.appendForeseen(
                        List.of(fixture.text(alice, conversation), fixture.text(alice, conversation)), forecast)
                .orElseThrow();

        outcomes.forEach(outcome -> assertInstanceOf(Outcome.Appended.class, outcome));
        assertEquals(numbers(3), seqs(conversation));
        log.append(List.of(fixture.text(alice, conversation)));
        assertEquals(numbers(4), seqs(conversation));
    }

    @Test
    void of_several_conversations_all_are_as_foreseen_or_nothing_is_appended() {
        UserRef alice = fixture.user();
        List<Long> three = conversations(alice, 3);
        three.forEach(conversation -> forecastAfter(fixture.text(alice, conversation)));
        List<Submission> batch = Stream.of(0, 1, 0, 2, 0)
                .map(i -> fixture.text(alice, three.get(i)))
                .toList();
        Map<Long, Forecast> forecast = foresight.forecast(batch).orElseThrow();

        log.appendForeseen(batch, forecast).orElseThrow();
        assertEquals(numbers(4), seqs(three.get(0)));
        assertEquals(numbers(2), seqs(three.get(1)));
        assertEquals(numbers(2), seqs(three.get(2)));

        batch.forEach(submission -> assertInstanceOf(
                Outcome.Known.class, log.append(List.of(submission)).get(0)));
        List<Submission> next = three.stream()
                .map(conversation -> fixture.text(alice, conversation))
                .toList();
        assertTrue(log.appendForeseen(next, forecast).isEmpty());
        assertEquals(numbers(4), seqs(three.get(0)));
        assertEquals(numbers(2), seqs(three.get(1)));
    }

    @Test
    void a_forecast_that_another_entry_overtook_appends_nothing() {
        UserRef alice = fixture.user();
        long conversation = fixture.direct(alice, fixture.user());
        Map<Long, Forecast> forecast = forecastAfter(fixture.text(alice, conversation));
        log.append(List.of(fixture.text(alice, conversation)));

        assertTrue(log.appendForeseen(List.of(fixture.text(alice, conversation)), forecast)
                .isEmpty());
        assertEquals(numbers(2), seqs(conversation));
    }

    @Test
    void a_forecast_with_other_members_appends_nothing() {
        UserRef alice = fixture.user();
        long conversation = fixture.direct(alice, fixture.user());
        Map<Long, Forecast> forecast = forecastAfter(fixture.text(alice, conversation));
        long version = forecast.get(conversation).members().version();
        Members others = new Members(version + 1, Map.of(alice.id(), Role.MEMBER));

        assertTrue(log.appendForeseen(
                        List.of(fixture.text(alice, conversation)),
                        Map.of(conversation, new Forecast(conversation, 1, others)))
                .isEmpty());
        assertEquals(numbers(1), seqs(conversation));
    }

    @Test
    void what_the_log_knows_is_not_appended_again_though_it_was_foreseen() {
        UserRef alice = fixture.user();
        long conversation = fixture.direct(alice, fixture.user());
        Submission known = fixture.text(alice, conversation);
        Map<Long, Forecast> forecast = forecastAfter(known);

        assertTrue(log.appendForeseen(List.of(fixture.text(alice, conversation), known), forecast)
                .isEmpty());
        assertEquals(numbers(1), seqs(conversation));
    }

    @Test
    void nothing_is_foreseen_for_strangers_and_where_this_node_did_not_write() {
        UserRef alice = fixture.user();
        long conversation = fixture.direct(alice, fixture.user());
        assertTrue(
                foresight.forecast(List.of(fixture.text(alice, conversation))).isEmpty());

        forecastAfter(fixture.text(alice, conversation));

        assertTrue(
                foresight.forecast(List.of(fixture.text(alice, conversation))).isPresent());
        assertTrue(foresight
                .forecast(List.of(fixture.text(alice, conversation), fixture.text(fixture.user(), conversation)))
                .isEmpty());
    }

    /** @return what this node foresees when it has appended this */
    private Map<Long, Forecast> forecastAfter(Submission submission) {
        List<Outcome> outcomes = log.append(List.of(submission));
        outcomes.forEach(foresight::remember);
        directory.remember(submission.conversation(), ((Outcome.Appended) outcomes.get(0)).members());
        return foresight.forecast(List.of(submission)).orElseThrow();
    }

    @Test
    void who_is_answered_and_mentioned_must_be_there() {
        UserRef alice = fixture.user();
        UserRef bob = fixture.user();
        UserRef stranger = fixture.user();
        long conversation = fixture.direct(alice, bob);
        log.append(List.of(fixture.text(bob, conversation)));

        assertRefused(ErrorCode.NOT_FOUND, say(alice, conversation, "to the future", Optional.of(2L)));
        assertRefused(ErrorCode.NOT_FOUND, say(alice, conversation, "hi", Optional.empty(), stranger.handle()));
        assertRefused(ErrorCode.NOT_FOUND, say(alice, conversation, "hi", Optional.empty(), "no such handle"));
        assertInstanceOf(
                Outcome.Appended.class, say(alice, conversation, "hi", Optional.of(1L), bob.handle(), alice.handle()));
        assertEquals(numbers(2), seqs(conversation));
    }

    @Test
    void what_is_read_is_what_was_written_to_the_last_character_and_microsecond() {
        UserRef alice = fixture.user();
        long conversation = fixture.direct(alice, fixture.user());
        for (String text : List.of(
                "Grüße, 世界 👩‍👩‍👧‍👦 \u202eabc\u202c",
                "\"quoted\" \\ back / slash \b\f\n\r\t \u0000 \u001f \u2028 \u2029 \ufeff \uffff",
                "'; DROP TABLE parley_message; --",
                "😀".repeat(10_000))) {
            Entry written = assertInstanceOf(Outcome.Appended.class, say(alice, conversation, text, Optional.empty()))
                    .entry();

            List<Entry> page =
                    history.before(conversation, Long.MAX_VALUE, 1, 1, NOBODY).entries();

            assertEquals(List.of(written), page);
            assertEquals(
                    text, ((Text) ContentCodec.decode(Kind.TEXT, page.get(0).contentJson())).text());
        }
    }

    private Outcome say(UserRef sender, long conversation, String text, Optional<Long> replyTo, String... mentions) {
        Text content = new Text(text, replyTo, List.of(mentions));
        String cid = fixture.text(sender, conversation).cid();
        return log.append(List.of(Submission.of(sender, conversation, cid, content, "none")))
                .get(0);
    }

    private static void assertRefused(ErrorCode code, Outcome outcome) {
        assertEquals(
                code, assertInstanceOf(Outcome.Refused.class, outcome).refusal().code());
    }

    private List<Long> conversations(UserRef alice, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> fixture.direct(alice, fixture.user()))
                .toList();
    }

    private List<Long> seqs(long conversation) {
        return fixture.log(conversation).stream().map(Row::seq).toList();
    }

    private static List<Long> numbers(int last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }
}
