package org.parley.conversation;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.parley.message.MessageLog;
import org.parley.message.Outcome;
import org.parley.message.Submission;
import org.parley.protocol.Content;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.Membership;
import org.parley.protocol.Membership.Event;
import org.parley.protocol.Refusal;
import org.parley.protocol.Text;
import org.parley.testing.container.Fixture;
import org.parley.testing.container.InContainer;
import org.parley.user.UserRef;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@InContainer
class MembershipRuleIT {
    /** Who does it, and what becomes of it. */
    private static final String TABLE = """
            operation         | owner     | admin     | member    | stranger
            write             | ok        | ok        | ok        | forbidden
            add newcomer      | ok        | ok        | forbidden | forbidden
            add member        | conflict  | conflict  | forbidden | forbidden
            add nobody        | not_found | not_found | forbidden | forbidden
            remove owner      | forbidden | forbidden | forbidden | forbidden
            remove admin      | ok        | forbidden | forbidden | forbidden
            remove member     | ok        | ok        | forbidden | forbidden
            remove newcomer   | not_found | not_found | forbidden | forbidden
            rename            | ok        | ok        | forbidden | forbidden
            notice            | ok        | ok        | forbidden | forbidden
            no picture        | ok        | ok        | forbidden | forbidden
            lost picture      | conflict    | conflict    | forbidden | forbidden
            promote member    | ok        | forbidden | forbidden | forbidden
            demote admin      | ok        | forbidden | forbidden | forbidden
            hand over         | ok        | forbidden | forbidden | forbidden
            role of newcomer  | not_found | forbidden | forbidden | forbidden
            own role          | conflict  | forbidden | forbidden | forbidden
            made-up role      | malformed | forbidden | forbidden | forbidden
            leave             | conflict  | ok        | ok        | forbidden
            mute owner        | forbidden | forbidden | forbidden | forbidden
            mute admin        | ok        | forbidden | forbidden | forbidden
            mute member       | ok        | ok        | forbidden | forbidden
            mute for ever     | malformed | malformed | forbidden | forbidden
            unmute member     | ok        | ok        | forbidden | forbidden
            join mode         | ok        | ok        | forbidden | forbidden
            made-up mode      | malformed | malformed | forbidden | forbidden
            join              | forbidden | forbidden | forbidden | forbidden
            accept newcomer   | conflict  | conflict  | forbidden | forbidden
            create again      | forbidden | forbidden | forbidden | forbidden
            """;

    @Inject
    private MessageLog log;

    @Inject
    private Conversations conversations;

    @Inject
    private MemberDirectory directory;

    @Inject
    private Fixture fixture;

    /** A group with one of each role twice, but one owner. */
    private record People(
            long group,
            UserRef owner,
            UserRef admin,
            UserRef otherAdmin,
            UserRef member,
            UserRef otherMember,
            UserRef stranger,
            UserRef newcomer) {
        UserRef actor(String role) {
            return switch (role) {
                case "owner" -> owner;
                case "admin" -> admin;
                case "member" -> member;
                case "stranger" -> stranger;
                default -> throw new IllegalArgumentException(role);
            };
        }

        Content operation(String name, UserRef actor) {
            return switch (name) {
                case "write" -> new Text("hi", Optional.empty(), List.of());
                case "add newcomer" -> Membership.of(Event.JOINED, List.of(newcomer.handle()));
                case "add member" -> Membership.of(Event.JOINED, List.of(otherMember.handle()));
                case "add nobody" -> Membership.of(Event.JOINED, List.of("nobody-of-this-name"));
                case "remove owner" -> Membership.of(Event.REMOVED, List.of(owner.handle()));
                case "remove admin" -> Membership.of(Event.REMOVED, List.of(otherAdmin.handle()));
                case "remove member" -> Membership.of(Event.REMOVED, List.of(otherMember.handle()));
                case "remove newcomer" -> Membership.of(Event.REMOVED, List.of(newcomer.handle()));
                case "rename" -> new Membership(Event.RENAMED, List.of(), Optional.of("New"), Optional.empty());
                case "notice" -> new Membership(Event.NOTICE, List.of(), Optional.of("Read"), Optional.empty());
                case "no picture" -> Membership.avatar(Optional.empty());
                case "lost picture" -> Membership.avatar(Optional.of("0f".repeat(32)));
                case "promote member" -> role(otherMember, "admin");
                case "demote admin" -> role(otherAdmin, "member");
                case "hand over" -> role(otherMember, "owner");
                case "role of newcomer" -> role(newcomer, "admin");
                case "own role" -> role(actor, "member");
                case "made-up role" -> role(otherMember, "emperor");
                case "leave" -> Membership.of(Event.LEFT, List.of(actor.handle()));
                case "mute owner" -> Membership.muted(owner.handle(), soon());
                case "mute admin" -> Membership.muted(otherAdmin.handle(), soon());
                case "mute member" -> Membership.muted(otherMember.handle(), soon());
                case "mute for ever" -> Membership.muted(otherMember.handle(), Members.FOR_EVER);
                case "unmute member" -> Membership.of(Event.UNMUTED, List.of(otherMember.handle()));
                case "join mode" -> Membership.joinMode("open");
                case "made-up mode" -> Membership.joinMode("by lot");
                case "join" -> Membership.of(Event.JOINED, List.of(actor.handle()));
                case "accept newcomer" -> Membership.of(Event.ACCEPTED, List.of(newcomer.handle()));
                case "create again" -> new Membership(Event.CREATED, List.of(), Optional.of("Group"), Optional.empty());
                default -> throw new IllegalArgumentException(name);
            };
        }

        private static Instant soon() {
            return Instant.now().plusSeconds(60).truncatedTo(ChronoUnit.MILLIS);
        }

        private static Membership role(UserRef user, String role) {
            return new Membership(Event.ROLE, List.of(user.handle()), Optional.empty(), Optional.of(role));
        }
    }

    @Test
    void nobody_but_its_owner_is_in_a_group_that_has_not_begun() {
        UserRef owner = fixture.user();
        UserRef other = fixture.user();
        long group = conversations.createGroup(owner, "Group", null, JoinMode.INVITATION);
        assertInstanceOf(
                Outcome.Refused.class,
                log.append(List.of(fixture.text(other, group))).get(0));

        Membership created =
                new Membership(Event.CREATED, List.of(other.handle()), Optional.of("Group"), Optional.empty());
        Outcome begin =
                log.append(List.of(Submission.byServer(owner, group, created))).get(0);

        Outcome.Appended appended = assertInstanceOf(Outcome.Appended.class, begin);
        Set<Long> both = Set.of(owner.id(), other.id());
        assertEquals(both, appended.members().users());
        assertEquals(both, appended.changes().joined());
        assertEquals(1, conversations.membership(group, other.id()).joinedSeq());
        assertInstanceOf(
                Outcome.Appended.class,
                log.append(List.of(fixture.text(other, group))).get(0));
    }

    @Test
    void each_role_may_do_just_what_the_table_says() {
        List<List<String>> rows = TABLE.lines()
                .map(line -> Arrays.stream(line.split("\\|")).map(String::strip).toList())
                .toList();
        List<String> head = rows.get(0);
        List<Executable> checks = new ArrayList<>();
        for (List<String> row : rows.subList(1, rows.size())) {
            for (int column = 1; column < row.size(); column++) {
                String role = head.get(column);
                String expected = row.get(column);
                checks.add(() -> assertEquals(expected, outcome(row.get(0), role), role + ": " + row.get(0)));
            }
        }
        assertAll(checks);
    }

    private String outcome(String operation, String role) {
        People people = people();
        UserRef actor = people.actor(role);
        Members before = members(people.group());
        Outcome outcome = append(actor, people.group(), people.operation(operation, actor));
        if (outcome instanceof Outcome.Refused refused) {
            assertEquals(before, members(people.group()), "nothing was changed");
            return refused.refusal().code().name().toLowerCase(Locale.ROOT);
        }
        assertEquals(
                1,
                members(people.group()).roles().values().stream()
                        .filter(Role.OWNER::equals)
                        .count(),
                "one owner after " + operation);
        return "ok";
    }

    @Test
    void what_was_done_is_so() {
        People people = people();
        long group = people.group();
        long newcomersSeq = appended(append(people.owner(), group, people.operation("add newcomer", people.owner())));
        appended(append(people.owner(), group, people.operation("remove admin", people.owner())));
        appended(append(people.owner(), group, people.operation("promote member", people.owner())));
        appended(append(people.member(), group, people.operation("leave", people.member())));

        assertEquals(
                Map.of(
                        people.owner().id(), Role.OWNER,
                        people.admin().id(), Role.ADMIN,
                        people.otherMember().id(), Role.ADMIN,
                        people.newcomer().id(), Role.MEMBER),
                members(group).roles());
        Member newcomer = conversations.membership(group, people.newcomer().id());
        assertEquals(newcomersSeq, newcomer.joinedSeq(), "the first entry that they see tells of it");
        assertEquals(newcomersSeq - 1, newcomer.readSeq());
    }

    @Test
    void who_hands_a_group_over_is_an_admin_of_it_from_then_on() {
        People people = people();

        appended(append(people.owner(), people.group(), people.operation("hand over", people.owner())));

        assertEquals(
                Optional.of(Role.ADMIN),
                members(people.group()).role(people.owner().id()));
        assertEquals(
                Optional.of(Role.OWNER),
                members(people.group()).role(people.otherMember().id()));
    }

    @Test
    void the_last_one_may_leave() {
        UserRef alice = fixture.user();
        long group = fixture.group(alice);

        appended(append(alice, group, Membership.of(Event.LEFT, List.of(alice.handle()))));

        assertEquals(0, members(group).count());
    }

    @Test
    void of_several_people_in_one_change_all_are_changed_or_none() {
        People people = people();
        long group = people.group();

        Outcome outcome = append(
                people.owner(),
                group,
                Membership.of(
                        Event.JOINED,
                        List.of(people.newcomer().handle(), people.member().handle())));

        assertInstanceOf(Outcome.Refused.class, outcome);
        assertEquals(5, members(group).count());
    }

    @Test
    void to_add_nobody_is_refused_by_the_rule_and_not_by_the_database() {
        People people = people();

        Outcome outcome = append(people.owner(), people.group(), Membership.of(Event.JOINED, List.of()));

        assertEquals(
                ErrorCode.MALFORMED,
                assertInstanceOf(Outcome.Refused.class, outcome).refusal().code());
    }

    @Test
    void several_people_come_in_together() {
        People people = people();
        List<UserRef> many =
                IntStream.range(0, 30).mapToObj(number -> fixture.user()).toList();

        long seq = appended(append(
                people.owner(),
                people.group(),
                Membership.of(Event.JOINED, many.stream().map(UserRef::handle).toList())));

        assertEquals(35, members(people.group()).count());
        for (UserRef one : many) {
            assertEquals(seq, conversations.membership(people.group(), one.id()).joinedSeq());
        }
    }

    @Test
    void changes_of_the_same_person_may_follow_each_other_in_a_batch() {
        People people = people();
        UserRef owner = people.owner();
        UserRef newcomer = people.newcomer();
        List<Content> changes = List.of(
                people.operation("add newcomer", owner),
                People.role(newcomer, "admin"),
                Membership.of(Event.REMOVED, List.of(newcomer.handle())));

        log.append(submissions(owner, people.group(), changes)).forEach(MembershipRuleIT::appended);

        assertEquals(5, members(people.group()).count());
        assertThrows(Exception.class, () -> conversations.membership(people.group(), newcomer.id()));
    }

    @Test
    void who_is_muted_reads_and_leaves_but_does_not_write() {
        People people = people();
        UserRef muted = people.otherMember();
        appended(append(people.admin(), people.group(), people.operation("mute member", people.admin())));

        Outcome outcome = append(muted, people.group(), people.operation("write", muted));

        Refusal refusal = assertInstanceOf(Outcome.Refused.class, outcome).refusal();
        assertEquals(ErrorCode.FORBIDDEN, refusal.code());
        assertTrue(refusal.retryAfter().orElseThrow().toSeconds() > 30);
        appended(append(people.owner(), people.group(), people.operation("unmute member", people.owner())));
        appended(append(muted, people.group(), people.operation("write", muted)));
        appended(append(people.admin(), people.group(), people.operation("mute member", people.admin())));
        appended(append(muted, people.group(), Membership.of(Event.LEFT, List.of(muted.handle()))));
    }

    @Test
    void a_dissolved_group_has_nobody_left_who_could_do_anything() {
        People people = people();
        appended(append(people.owner(), people.group(), Membership.of(Event.DISSOLVED, List.of())));

        assertEquals(0, members(people.group()).count());
        for (UserRef user : List.of(people.owner(), people.admin(), people.member())) {
            Outcome outcome = append(user, people.group(), people.operation("write", user));
            assertEquals(
                    ErrorCode.FORBIDDEN,
                    assertInstanceOf(Outcome.Refused.class, outcome).refusal().code());
        }
    }

    @Test
    void a_direct_conversation_stays_as_it_is() {
        UserRef alice = fixture.user();
        UserRef bob = fixture.user();
        long conversation = fixture.direct(alice, bob);
        for (Event event : Event.values()) {
            Outcome outcome = append(
                    alice,
                    conversation,
                    new Membership(event, List.of(bob.handle()), Optional.of("x"), Optional.of("admin")));
            assertEquals(
                    ErrorCode.CONFLICT,
                    assertInstanceOf(Outcome.Refused.class, outcome).refusal().code(),
                    event.wire());
        }
        assertEquals(2, members(conversation).count());
    }

    private People people() {
        List<UserRef> users = fixture.users(7);
        long group = fixture.group(users.get(0), users.subList(1, 5));
        People people = new People(
                group,
                users.get(0),
                users.get(1),
                users.get(2),
                users.get(3),
                users.get(4),
                users.get(5),
                users.get(6));
        log.append(submissions(
                        people.owner(),
                        group,
                        List.of(People.role(people.admin(), "admin"), People.role(people.otherAdmin(), "admin"))))
                .forEach(MembershipRuleIT::appended);
        return people;
    }

    private static List<Submission> submissions(UserRef actor, long group, List<Content> changes) {
        return changes.stream()
                .map(change -> Submission.byServer(actor, group, change))
                .toList();
    }

    private Outcome append(UserRef actor, long conversation, Content content) {
        return log.append(List.of(Submission.byServer(actor, conversation, content)))
                .get(0);
    }

    private static long appended(Outcome outcome) {
        return assertInstanceOf(Outcome.Appended.class, outcome).entry().seq();
    }

    /** As the database has them. */
    private Members members(long group) {
        return directory.at(group, -1);
    }
}
