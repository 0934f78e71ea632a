package org.parley.security;

import java.sql.Timestamp;
import java.util.List;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.parley.audit.Deed;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;
import org.parley.security.SessionStore.Refresh;
import org.parley.testing.container.Fixture;
import org.parley.testing.container.InContainer;
import org.parley.user.Credentials;
import org.parley.user.UserRef;
import org.parley.user.UserStore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@InContainer
class SessionStoreIT {
    private static final Deed DEED = Deed.ofServer("test", "", "");

    @Inject
    private SessionStore sessions;

    @Inject
    private AccountChanges changes;

    @Inject
    private UserStore users;

    @Inject
    private Fixture fixture;

    private final RefreshToken first = RefreshToken.first();

    @Test
    void a_refresh_whose_answer_was_lost_may_be_asked_for_once_more() {
        open(fixture.user());
        RefreshToken lost = renewed(first);

        RefreshToken second = renewed(first);

        assertInstanceOf(Refresh.Renewed.class, sessions.refresh(second, "test"));
        assertInstanceOf(Refresh.Reused.class, sessions.refresh(lost, "test"));
    }

    @Test
    void who_holds_the_answer_that_was_replaced_ends_the_session() {
        open(fixture.user());
        RefreshToken replaced = renewed(first);
        RefreshToken newest = renewed(first);

        assertInstanceOf(Refresh.Reused.class, sessions.refresh(replaced, "test"));
        assertInstanceOf(Refresh.Unknown.class, sessions.refresh(newest, "test"));
    }

    @Test
    void a_token_is_accepted_once_more_and_not_twice() {
        open(fixture.user());
        renewed(first);
        renewed(first);

        assertInstanceOf(Refresh.Reused.class, sessions.refresh(first, "test"));
    }

    @Test
    void a_token_whose_successor_was_used_is_never_accepted_again() {
        open(fixture.user());
        renewed(renewed(first));

        assertInstanceOf(Refresh.Reused.class, sessions.refresh(first, "test"));
    }

    @Test
    void a_token_is_not_accepted_again_later() {
        UserRef user = fixture.user();
        open(user);
        renewed(first);
        fixture.sql(connection -> {
            try (var update =
                    connection.prepareStatement("UPDATE parley_session SET last_used_at = ? WHERE user_id = ?")) {
                update.setTimestamp(1, Timestamp.valueOf("2020-01-01 00:00:00"));
                update.setLong(2, user.id());
                return update.executeUpdate();
            }
        });

        assertInstanceOf(Refresh.Reused.class, sessions.refresh(first, "test"));
    }

    /** As if a log-in had found the password right just before somebody changed it, or disabled the account. */
    @Test
    void a_log_in_that_is_under_way_does_not_outlive_what_shuts_it_out() {
        UserRef user = fixture.user();
        Credentials before = users.credentials(user.id()).orElseThrow();
        sessions.open(before, RefreshToken.first(), "test");

        changes.disable(user.id(), DEED);
        assertThrows(Refusal.class, () -> sessions.open(before, RefreshToken.first(), "test"));
        changes.enable(user.id(), DEED);
        sessions.changePassword(user.id(), "another hash", "");
        assertThrows(WrongPassword.class, () -> sessions.open(before, RefreshToken.first(), "test"));
        assertThrows(
                WrongPassword.class, () -> changes.open(before, RefreshToken.first(), new Caller("127.0.0.1", "test")));

        assertTrue(sessions.of(user.id(), "", "", 10).isEmpty());
    }

    @Test
    void sessions_are_listed_in_pages_and_the_current_one_is_marked() {
        UserRef user = fixture.user();
        String here = open(user);
        sessions.open(user.id(), RefreshToken.first(), "curl/8.0");
        sessions.open(user.id(), RefreshToken.first(), "curl/8.0");

        List<OwnSession> all = sessions.of(user.id(), here, "", 10);
        assertEquals(3, all.size());
        assertEquals(
                List.of(here),
                all.stream().filter(OwnSession::current).map(OwnSession::id).toList());
        assertEquals(all.subList(1, 3), sessions.of(user.id(), here, all.get(0).id(), 10));
        assertTrue(sessions.of(fixture.user().id(), here, "", 10).isEmpty());
    }

    @Test
    void a_session_is_ended_by_its_own_user_alone() {
        UserRef user = fixture.user();
        String session = open(user);

        assertTrue(sessions.end(session, fixture.user().id()).isEmpty());
        assertEquals(
                new SessionEnded(session, user.id()),
                sessions.end(session, user.id()).orElseThrow());
        assertEquals(SessionState.ENDED, sessions.state(session, user.id()));
    }

    @Test
    void the_last_administrator_stays() {
        UserRef one = fixture.user();
        UserRef other = fixture.user();
        changes.administer(one.id(), true, DEED);
        assertConflict(() -> changes.administer(one.id(), false, DEED));
        assertConflict(() -> changes.disable(one.id(), DEED));
        assertConflict(() -> changes.erase(one.id(), DEED));
        changes.disable(other.id(), DEED);
        assertConflict(() -> changes.administer(other.id(), true, DEED));
        changes.enable(other.id(), DEED);
        changes.administer(other.id(), true, DEED);

        changes.administer(one.id(), false, DEED);

        assertConflict(() -> changes.disable(other.id(), DEED));
        assertTrue(users.administers(other.id()));
        // Nobody administers what the other tests see.
        fixture.sql(connection -> {
            try (var update = connection.createStatement()) {
                return update.executeUpdate("UPDATE parley_user SET administrator = FALSE");
            }
        });
    }

    @Test
    void nothing_tells_who_an_erased_user_was() {
        UserRef user = fixture.user();
        String session = open(user);

        changes.erase(user.id(), DEED);

        assertTrue(users.account(user.handle()).isEmpty());
        assertEquals(SessionState.DISABLED, sessions.state(session, user.id()));
        assertTrue(sessions.of(user.id(), "", "", 10).isEmpty());
        assertEquals(
                "erased-" + user.id(),
                users.account("erased-" + user.id()).orElseThrow().name());
        assertConflict(() -> changes.enable(user.id(), DEED));
    }

    private String open(UserRef user) {
        return sessions.open(user.id(), first, "test");
    }

    private RefreshToken renewed(RefreshToken token) {
        return assertInstanceOf(Refresh.Renewed.class, sessions.refresh(token, "test"))
                .next();
    }

    private static void assertConflict(Runnable change) {
        assertEquals(
                ErrorCode.CONFLICT, assertThrows(Refusal.class, change::run).code());
    }
}
