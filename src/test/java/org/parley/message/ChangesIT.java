package org.parley.message;

import java.sql.PreparedStatement;
import java.sql.Timestamp;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Inject;
import jakarta.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.parley.inbox.Inbox;
import org.parley.protocol.Content;
import org.parley.protocol.Edit;
import org.parley.protocol.Entry;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.JsonText;
import org.parley.protocol.Membership;
import org.parley.protocol.Reaction;
import org.parley.protocol.Recall;
import org.parley.protocol.Text;
import org.parley.testing.container.Fixture;
import org.parley.testing.container.InContainer;
import org.parley.user.UserRef;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Edits, recalls and reactions: who may, what they make of a message, and what happens at the same moment. */
@InContainer
class ChangesIT {
    private static final int ROUNDS = 15;

    @Inject
    private MessageLog log;

    @Inject
    private History history;

    @Inject
    private RecentHistory recent;

    @Inject
    private Inbox inbox;

    @Inject
    private Fixture fixture;

    private UserRef owner;
    private UserRef admin;
    private UserRef member;
    private UserRef stranger;
    private long group;

    /** A group with these three; the stranger is not in it. */
    private void meet() {
        List<UserRef> people = fixture.users(4);
        owner = people.get(0);
        admin = people.get(1);
        member = people.get(2);
        stranger = people.get(3);
        group = fixture.group(owner, List.of(admin, member));
        appended(append(
                owner,
                new Membership(
                        Membership.Event.ROLE, List.of(admin.handle()), Optional.empty(), Optional.of("admin"))));
    }

    @Test
    void only_who_wrote_a_text_edits_it() {
        meet();
        long seq = says(member, "before");

        assertEquals(ErrorCode.FORBIDDEN, refused(append(owner, edit(seq, "mine now"))));
        assertEquals(ErrorCode.FORBIDDEN, refused(append(stranger, edit(seq, "mine now"))));
        appended(append(member, edit(seq, "after")));

        assertEquals("after", present(seq, member).getString("text"));
    }

    @Test
    void what_was_edited_is_marked_and_keeps_what_it_answers() {
        meet();
        long first = says(owner, "question");
        long seq = appended(append(member, new Text("answr", Optional.of(first), List.of())));

        long by = appended(append(member, edit(seq, "answer")));

        JsonObject now = present(seq, member);
        assertEquals("answer", now.getString("text"));
        assertEquals(first, now.getInt("replyTo"));
        assertEquals(by, now.getInt("changed"));
        assertTrue(now.containsKey("edited"));
        assertTrue(fixture.log(group).get((int) seq - 1).content().contains("answr"), "the log keeps what was said");
    }

    @Test
    void no_page_tells_what_a_text_said_before() {
        meet();
        long seq = says(member, "first wording");
        appended(append(member, edit(seq, "second wording")));
        appended(append(member, edit(seq, "third wording")));

        for (Entry entry : page(owner)) {
            assertFalse(entry.contentJson().contains("first"), entry.contentJson());
            assertFalse(entry.contentJson().contains("second"), entry.contentJson());
        }
        assertTrue(
                history.after(group, seq, 1, 1, owner.id())
                        .entries()
                        .get(0)
                        .contentJson()
                        .contains("third"),
                "an edit on a page without its target, too");
    }

    @Test
    void who_may_recall_whose_message() {
        meet();
        assertEquals(ErrorCode.FORBIDDEN, refused(append(member, new Recall(says(owner, "o")))));
        assertEquals(ErrorCode.FORBIDDEN, refused(append(stranger, new Recall(says(owner, "o")))));
        appended(append(member, new Recall(says(member, "m"))));
        appended(append(admin, new Recall(says(member, "m"))));
        appended(append(admin, new Recall(says(owner, "o"))));
        appended(append(owner, new Recall(says(member, "m"))));
    }

    @Test
    void in_a_direct_conversation_each_recalls_only_their_own() {
        meet();
        group = fixture.direct(owner, member);
        long seq = says(owner, "o");

        assertEquals(ErrorCode.FORBIDDEN, refused(append(member, new Recall(seq))));
        appended(append(owner, new Recall(seq)));
    }

    @Test
    void what_was_recalled_is_not_to_be_read_from_any_page() {
        meet();
        long seq = says(member, "secret word");
        appended(append(member, edit(seq, "secret again")));
        appended(append(owner, new Reaction(seq, "👍", true)));
        long answer = appended(append(owner, new Text("I see", Optional.of(seq), List.of())));

        appended(append(admin, new Recall(seq)));

        List<List<Entry>> pages = List.of(
                page(owner),
                history.after(group, seq - 1, 1, 1, owner.id()).entries(),
                history.after(group, seq, 1, 1, owner.id()).entries(),
                history.around(group, answer, 1, 10, owner.id()).entries(),
                history.before(group, seq + 1, 1, 1, member.id()).entries());
        for (List<Entry> page : pages) {
            for (Entry entry : page) {
                assertFalse(entry.contentJson().contains("secret"), entry.contentJson());
            }
        }
        JsonObject tombstone = present(seq, owner);
        assertEquals(admin.handle(), tombstone.getJsonObject("recalled").getString("by"));
        assertFalse(tombstone.containsKey("reactions"));
        assertFalse(inbox.of(owner.id(), group).orElseThrow().contains("secret"));
    }

    @Test
    void the_cache_of_recent_entries_does_not_bring_back_what_was_recalled() {
        meet();
        long seq = says(member, "secret word");
        page(owner)
                .forEach(entry ->
                        recent.remember(entry, entry.from().equals(member.handle()) ? member.id() : owner.id()));

        appended(append(member, new Recall(seq)));

        page(owner).forEach(entry -> assertFalse(entry.contentJson().contains("secret"), entry.contentJson()));
    }

    @Test
    void nothing_more_happens_to_what_was_recalled() {
        meet();
        long seq = says(member, "m");
        appended(append(member, new Recall(seq)));

        assertEquals(ErrorCode.CONFLICT, refused(append(member, edit(seq, "back"))));
        assertEquals(ErrorCode.CONFLICT, refused(append(member, new Recall(seq))));
        assertEquals(ErrorCode.CONFLICT, refused(append(owner, new Reaction(seq, "👍", true))));
    }

    @Test
    void changes_point_to_messages_that_are_there_and_that_their_sender_can_see() {
        meet();
        long hidden = says(owner, "before you came");
        long record = appended(append(owner, Membership.of(Membership.Event.JOINED, List.of(stranger.handle()))));

        for (Content change : List.of(new Recall(999), edit(999, "x"), new Reaction(999, "👍", true))) {
            assertEquals(ErrorCode.NOT_FOUND, refused(append(owner, change)));
        }
        assertEquals(ErrorCode.NOT_FOUND, refused(append(stranger, new Reaction(hidden, "👍", true))));
        assertEquals(ErrorCode.CONFLICT, refused(append(owner, new Recall(record))));
        long reaction = appended(append(owner, new Reaction(hidden, "👍", true)));
        assertEquals(ErrorCode.CONFLICT, refused(append(owner, new Recall(reaction))));
    }

    @Test
    void after_some_time_texts_stay_as_they_are_but_for_those_who_look_after_the_group() {
        meet();
        long seq = says(member, "old");
        fixture.sql(connection -> {
            try (PreparedStatement update = connection.prepareStatement(
                    "UPDATE parley_message SET sent_at = ? WHERE conversation_id = ? AND seq = ?")) {
                update.setTimestamp(
                        1, Timestamp.valueOf(LocalDateTime.now(ZoneOffset.UTC).minusDays(3)));
                update.setLong(2, group);
                update.setLong(3, seq);
                return update.executeUpdate();
            }
        });

        assertEquals(ErrorCode.FORBIDDEN, refused(append(member, edit(seq, "new"))));
        assertEquals(ErrorCode.FORBIDDEN, refused(append(member, new Recall(seq))));
        appended(append(admin, new Recall(seq)));
    }

    @Test
    void a_reaction_is_there_once_however_often_it_is_sent() {
        meet();
        long seq = says(member, "m");
        appended(append(owner, new Reaction(seq, "👍", true)));
        appended(append(owner, new Reaction(seq, "👍", true)));
        appended(append(admin, new Reaction(seq, "👍", true)));
        appended(append(admin, new Reaction(seq, "❤️", true)));
        appended(append(member, new Reaction(seq, "❤️", false)));

        JsonObject thumbs = present(seq, admin).getJsonArray("reactions").getJsonObject(0);
        assertEquals("👍", thumbs.getString("emoji"));
        assertEquals(2, thumbs.getInt("count"));
        assertEquals(owner.handle(), thumbs.getJsonArray("users").getString(0));
        assertEquals(2, present(seq, admin).getJsonArray("reactions").size());

        for (int i = 0; i < 2; i++) {
            appended(append(owner, new Reaction(seq, "👍", false)));
            appended(append(admin, new Reaction(seq, "👍", false)));
            appended(append(admin, new Reaction(seq, "❤️", false)));
        }
        assertFalse(present(seq, admin).containsKey("reactions"));
    }

    @Test
    void a_message_has_so_many_different_reactions_and_no_more() {
        meet();
        long seq = says(member, "m");
        for (int i = 0; i < ReactionRule.MAX_EMOJI; i++) {
            appended(append(owner, new Reaction(seq, Character.toString(0x1F600 + i), true)));
        }

        assertEquals(ErrorCode.CONFLICT, refused(append(admin, new Reaction(seq, "❤️", true))));
        appended(append(admin, new Reaction(seq, Character.toString(0x1F600), true)));
    }

    @Test
    void a_message_and_what_changes_it_may_be_in_one_batch() {
        meet();
        long next = page(owner).size() + 1L;
        List<Submission> batch = new ArrayList<>();
        for (Content content : List.of(
                new Text("one", Optional.empty(), List.of()),
                edit(next, "two"),
                new Reaction(next, "👍", true),
                new Recall(next),
                edit(next, "three"))) {
            batch.add(Submission.byServer(member, group, content));
        }

        List<Outcome> outcomes = log.appendNew(batch).orElseThrow();

        assertEquals(
                List.of(true, true, true, true, false),
                outcomes.stream().map(Outcome.Appended.class::isInstance).toList());
        assertTrue(present(next, owner).containsKey("recalled"));
    }

    @Test
    void of_an_edit_and_a_recall_at_the_same_moment_the_recall_stands() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            meet();
            long seq = says(member, "m");

            List<Outcome> outcomes =
                    atOnce(() -> append(member, edit(seq, "secret")), () -> append(admin, new Recall(seq)));

            assertInstanceOf(Outcome.Appended.class, outcomes.get(1));
            if (outcomes.get(0) instanceof Outcome.Refused refused) {
                assertEquals(ErrorCode.CONFLICT, refused.refusal().code());
            } else {
                assertTrue(appended(outcomes.get(0)) < appended(outcomes.get(1)), "an edit came after the recall");
            }
            page(owner).forEach(entry -> assertFalse(entry.contentJson().contains("secret")));
        }
    }

    @Test
    void the_same_reaction_sent_at_the_same_moment_is_one() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            meet();
            long seq = says(member, "m");

            atOnce(
                    () -> append(owner, new Reaction(seq, "👍", true)),
                    () -> append(owner, new Reaction(seq, "👍", true)));

            assertEquals(
                    1,
                    present(seq, owner)
                            .getJsonArray("reactions")
                            .getJsonObject(0)
                            .getInt("count"));
        }
    }

    @Test
    void mentions_are_counted_apart_until_they_are_recalled() {
        meet();
        long named = appended(append(owner, new Text("you", Optional.empty(), List.of(member.handle()))));
        long all = appended(append(admin, new Text("all", Optional.empty(), List.of(Text.ALL))));
        says(owner, "nobody");

        assertEquals(List.of(3, 2), unread(member));
        assertEquals(List.of(2, 0), unread(admin));
        assertEquals(List.of(1, 1), unread(owner));

        appended(append(owner, new Recall(named)));
        assertEquals(List.of(2, 1), unread(member));

        appended(append(admin, new Edit(all, "only you", List.of(owner.handle()))));
        assertEquals(List.of(2, 0), unread(member));
        assertEquals(List.of(1, 1), unread(owner));
    }

    @Test
    void only_those_who_look_after_a_group_mention_all() {
        meet();
        Text all = new Text("all", Optional.empty(), List.of(Text.ALL));

        assertEquals(ErrorCode.FORBIDDEN, refused(append(member, all)));
        assertEquals(
                ErrorCode.FORBIDDEN, refused(append(member, new Edit(says(member, "m"), "all", List.of(Text.ALL)))));
        assertEquals(
                ErrorCode.NOT_FOUND,
                refused(append(owner, new Text("x", Optional.empty(), List.of(stranger.handle())))));
        group = fixture.direct(owner, member);
        assertEquals(ErrorCode.FORBIDDEN, refused(append(owner, all)));
    }

    @Test
    void changes_are_no_unread_messages() {
        meet();
        long seq = says(member, "m");
        appended(append(member, edit(seq, "n")));
        appended(append(member, new Reaction(seq, "👍", true)));

        assertEquals(List.of(1, 0), unread(owner));
    }

    private List<Integer> unread(UserRef user) {
        JsonObject summary = JsonText.parse(inbox.of(user.id(), group).orElseThrow());
        return List.of(summary.getInt("unread"), summary.getInt("mentions"));
    }

    private static List<Outcome> atOnce(Callable<Outcome> one, Callable<Outcome> other) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Outcome> outcomes = new ArrayList<>();
            for (Future<Outcome> outcome : threads.invokeAll(Arrays.asList(one, other), 20, TimeUnit.SECONDS)) {
                outcomes.add(outcome.get());
            }
            return outcomes;
        } finally {
            threads.shutdownNow();
        }
    }

    private long says(UserRef sender, String text) {
        return appended(append(sender, new Text(text, Optional.empty(), List.of())));
    }

    private static Edit edit(long target, String text) {
        return new Edit(target, text, List.of());
    }

    private Outcome append(UserRef sender, Content content) {
        return log.append(List.of(Submission.byServer(sender, group, content))).get(0);
    }

    private static long appended(Outcome outcome) {
        return assertInstanceOf(Outcome.Appended.class, outcome, outcome::toString)
                .entry()
                .seq();
    }

    private static ErrorCode refused(Outcome outcome) {
        return assertInstanceOf(Outcome.Refused.class, outcome, outcome::toString)
                .refusal()
                .code();
    }

    private List<Entry> page(UserRef reader) {
        return history.before(group, Long.MAX_VALUE, 1, 200, reader.id()).entries();
    }

    private JsonObject present(long seq, UserRef reader) {
        return JsonText.parse(history.before(group, seq + 1, 1, 1, reader.id())
                .entries()
                .get(0)
                .contentJson());
    }
}
