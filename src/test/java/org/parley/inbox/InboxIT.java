package org.parley.inbox;

import java.io.StringReader;
import java.sql.PreparedStatement;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.parley.message.MessageLog;
import org.parley.message.Outcome;
import org.parley.message.Submission;
import org.parley.protocol.Membership;
import org.parley.protocol.Reaction;
import org.parley.protocol.Text;
import org.parley.testing.container.Fixture;
import org.parley.testing.container.InContainer;
import org.parley.user.UserRef;
import org.parley.user.UserStore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

@InContainer
class InboxIT {
    @Inject
    private Inbox inbox;

    @Inject
    private MessageLog log;

    @Inject
    private Fixture fixture;

    @Inject
    private UserStore users;

    @Test
    void unread_is_what_others_said_after_the_own_read_cursor() {
        UserRef alice = fixture.user();
        UserRef bob = fixture.user();
        long conversation = fixture.direct(alice, bob);
        say(alice, conversation, 5);
        say(bob, conversation, 2);

        assertEquals(5, unread(bob, conversation));
        assertEquals(2, unread(alice, conversation));

        read(bob, conversation, 3);
        assertEquals(2, unread(bob, conversation));
        read(bob, conversation, 7);
        assertEquals(0, unread(bob, conversation));
        say(alice, conversation, 1);
        assertEquals(1, unread(bob, conversation));
    }

    @Test
    void changes_of_a_group_are_not_unread_messages() {
        UserRef alice = fixture.user();
        UserRef bob = fixture.user();
        long group = fixture.group(alice, bob);
        change(
                alice,
                group,
                Membership.of(Membership.Event.JOINED, List.of(fixture.user().handle())));
        say(alice, group, 1);

        assertEquals(1, unread(bob, group));
        assertEquals(2, summary(bob, group).getInt("lastSeq"));
    }

    @Test
    void unread_counts_the_last_thousand_entries() {
        UserRef alice = fixture.user();
        UserRef bob = fixture.user();
        long conversation = fixture.direct(alice, bob);
        say(alice, conversation, Inbox.UNREAD_WINDOW + 50);

        assertEquals(Inbox.UNREAD_WINDOW, unread(bob, conversation));
        read(bob, conversation, 60);
        assertEquals(Inbox.UNREAD_WINDOW - 10, unread(bob, conversation));
    }

    @Test
    void who_joins_has_not_missed_what_was_before() {
        UserRef alice = fixture.user();
        UserRef carol = fixture.user();
        long group = fixture.group(alice);
        say(alice, group, 10);
        change(alice, group, Membership.of(Membership.Event.JOINED, List.of(carol.handle())));
        say(alice, group, 2);

        JsonObject hers = summary(carol, group);

        assertEquals(11, hers.getInt("joinedSeq"));
        assertEquals(2, hers.getInt("unread"));
        assertEquals("member", hers.getString("role"));
    }

    @Test
    void the_others_cursors_are_the_lowest_of_them() {
        List<UserRef> people = fixture.users(3);
        long group = fixture.group(people.get(0), people);
        say(people.get(0), group, 10);
        read(people.get(1), group, 8);
        read(people.get(2), group, 4);

        assertEquals(
                "{\"delivered\":4,\"read\":4}", others(people.get(0), group).toString());
        assertEquals(
                "{\"delivered\":0,\"read\":0}", others(people.get(2), group).toString());
    }

    @Test
    void a_disabled_account_holds_nobodys_ticks_back() {
        List<UserRef> people = fixture.users(3);
        UserRef writer = people.get(0);
        UserRef gone = people.get(2);
        long group = fixture.group(writer, people);
        long direct = fixture.direct(writer, gone);
        say(writer, group, 10);
        read(people.get(1), group, 8);
        read(gone, group, 4);
        assertEquals("{\"delivered\":4,\"read\":4}", others(writer, group).toString());

        users.enable(gone.id(), false);

        assertEquals("{\"delivered\":8,\"read\":8}", others(writer, group).toString());
        assertEquals(3, summary(writer, group).getInt("memberCount"));
        assertEquals("{\"delivered\":0,\"read\":0}", others(writer, direct).toString());
    }

    @Test
    void mentions_are_counted_however_far_back() {
        UserRef alice = fixture.user();
        UserRef bob = fixture.user();
        long group = fixture.group(alice, bob);
        mention(alice, group, bob);
        react(alice, group, Inbox.UNREAD_WINDOW + 50);
        assertEquals(1, summary(bob, group).getInt("mentions"), "though nothing else counts");
        say(alice, group, Inbox.UNREAD_WINDOW + 50);

        assertEquals(1, summary(bob, group).getInt("mentions"));
        assertEquals(Inbox.UNREAD_WINDOW, unread(bob, group));
        read(bob, group, summary(bob, group).getInt("lastSeq") - 1);
        assertEquals(0, summary(bob, group).getInt("mentions"));
    }

    @Test
    void a_direct_conversation_names_the_other_one() {
        UserRef alice = fixture.user();
        UserRef bob = fixture.user();
        long conversation = fixture.direct(alice, bob);

        assertEquals(bob.handle(), summary(alice, conversation).getString("user"));
        assertEquals(alice.handle(), summary(bob, conversation).getString("user"));
        assertEquals("direct", summary(bob, conversation).getString("type"));
        assertTrue(summary(bob, conversation).isNull("last"));
    }

    @Test
    void whoever_writes_to_themself_has_a_conversation_with_themself() {
        UserRef alice = fixture.user();
        long notes = fixture.direct(alice, alice);
        say(alice, notes, 1);

        JsonObject summary = summary(alice, notes);

        assertEquals(alice.handle(), summary.getString("user"));
        assertEquals(1, summary.getInt("memberCount"));
        assertEquals(0, summary.getInt("unread"));
    }

    @Test
    void conversations_are_ordered_by_their_newest_entry() {
        UserRef alice = fixture.user();
        List<Long> made = IntStream.range(0, 3)
                .mapToObj(i -> fixture.direct(alice, fixture.user()))
                .toList();
        say(alice, made.get(2), 1);
        say(alice, made.get(0), 1);
        say(alice, made.get(1), 1);

        List<Long> listed =
                inbox.of(alice.id()).stream().map(Inbox.ConversationJson::id).toList();

        assertEquals(List.of(made.get(1), made.get(0), made.get(2)), listed);
    }

    @Test
    void strangers_see_nothing() {
        UserRef alice = fixture.user();
        UserRef stranger = fixture.user();
        long conversation = fixture.direct(alice, fixture.user());

        assertTrue(inbox.of(stranger.id(), conversation).isEmpty());
        assertEquals(List.of(), inbox.of(stranger.id()));
        assertFalse(inbox.of(alice.id(), conversation).isEmpty());
    }

    private void say(UserRef sender, long conversation, int count) {
        log.append(IntStream.range(0, count)
                .mapToObj(i -> fixture.text(sender, conversation))
                .toList());
    }

    private void react(UserRef sender, long conversation, int count) {
        log.append(IntStream.range(0, count)
                .mapToObj(i ->
                        Submission.of(sender, conversation, "reaction-" + i, new Reaction(1, "👍", i % 2 == 0), "none"))
                .toList());
    }

    private void mention(UserRef sender, long conversation, UserRef mentioned) {
        Text text = new Text("@" + mentioned.handle(), Optional.empty(), List.of(mentioned.handle()));
        log.append(List.of(Submission.of(sender, conversation, "mention-" + mentioned.handle(), text, "none")));
    }

    private void change(UserRef sender, long group, Membership change) {
        assertInstanceOf(
                Outcome.Appended.class,
                log.append(List.of(Submission.byServer(sender, group, change))).get(0));
    }

    private void read(UserRef user, long conversation, long seq) {
        fixture.sql(connection -> {
            try (PreparedStatement update = connection.prepareStatement("UPDATE parley_member SET read_seq = ?,"
                    + " delivered_seq = ? WHERE conversation_id = ? AND user_id = ?")) {
                update.setLong(1, seq);
                update.setLong(2, seq);
                update.setLong(3, conversation);
                update.setLong(4, user.id());
                return update.executeUpdate();
            }
        });
    }

    private int unread(UserRef user, long conversation) {
        return summary(user, conversation).getInt("unread");
    }

    private JsonObject others(UserRef user, long conversation) {
        return summary(user, conversation).getJsonObject("others");
    }

    private JsonObject summary(UserRef user, long conversation) {
        String json = inbox.of(user.id(), conversation).orElseThrow();
        try (var reader = Json.createReader(new StringReader(json))) {
            return reader.readObject();
        }
    }
}
