package org.parley.presence;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.parley.presence.Report.Seen;
import org.parley.presence.Roster.Lost;
import org.parley.protocol.JsonText;
import org.parley.protocol.PresenceState;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.parley.protocol.PresenceState.AWAY;
import static org.parley.protocol.PresenceState.OFFLINE;
import static org.parley.protocol.PresenceState.ONLINE;

class RosterTest {
    private static final Instant START = Instant.parse("2026-03-01T09:30:00Z");
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final long ALICE = 7;
    private static final long BOB = 8;

    private final Roster roster = new Roster();
    private final Set<Long> touched = new HashSet<>();

    @Test
    void any_device_that_is_in_use_wins_whichever_node_it_is_on() {
        assertEquals(OFFLINE, roster.of(ALICE));
        roster.change(Map.of(ALICE, seen(AWAY)));
        assertEquals(AWAY, roster.of(ALICE));
        assertTrue(take("b", 1, true, Map.of(ALICE, seen(ONLINE))));
        assertEquals(ONLINE, roster.of(ALICE));
        assertTrue(take("b", 2, false, Map.of(ALICE, seen(OFFLINE))));
        assertEquals(AWAY, roster.of(ALICE));
        roster.change(Map.of(ALICE, seen(OFFLINE)));
        assertEquals(OFFLINE, roster.of(ALICE));
    }

    @Test
    void a_report_that_does_not_follow_the_last_one_is_of_no_use() {
        assertFalse(take("b", 5, false, Map.of(ALICE, seen(ONLINE))), "the node is new here");
        assertTrue(take("b", 6, true, Map.of(ALICE, seen(ONLINE))));
        assertFalse(take("b", 8, false, Map.of(ALICE, seen(OFFLINE))));
        assertEquals(ONLINE, roster.of(ALICE));
        assertFalse(take("b", 9, false, Map.of()));

        touched.clear();
        assertTrue(take("b", 10, true, Map.of(BOB, seen(ONLINE))));
        assertEquals(OFFLINE, roster.of(ALICE));
        assertEquals(ONLINE, roster.of(BOB));
        assertEquals(Set.of(ALICE, BOB), touched, "also who is not in it any more");
        assertTrue(take("b", 11, false, Map.of()));
    }

    @Test
    void a_silent_node_is_given_up_with_its_users() {
        take("b", 1, true, Map.of(ALICE, seen(ONLINE), BOB, seen(AWAY)));
        touched.clear();
        roster.heardItself(START.plusSeconds(20));
        assertEquals(List.of(), roster.giveUpSilent(LIMIT, touched));

        roster.heardItself(START.plusSeconds(21));
        assertEquals(List.of(new Lost(ALICE, START)), roster.giveUpSilent(LIMIT, touched));

        assertEquals(Set.of(ALICE, BOB), touched);
        assertEquals(OFFLINE, roster.of(ALICE));
        assertFalse(take("b", 2, false, Map.of()), "it has to say everything anew");
    }

    @Test
    void a_node_that_does_not_hear_itself_takes_nobody_for_dead() {
        take("b", 1, true, Map.of(ALICE, seen(ONLINE)));
        roster.heardItself(START);

        assertEquals(List.of(), roster.giveUpSilent(LIMIT, touched));
        assertEquals(ONLINE, roster.of(ALICE));
    }

    @Test
    void a_report_is_the_same_after_its_way_over_the_wire() {
        Report report = new Report(3, true, Map.of(ALICE, seen(AWAY), BOB, seen(ONLINE)));

        assertEquals(report, Report.decode(JsonText.parse(report.encode())));
    }

    private boolean take(String node, long number, boolean anew, Map<Long, Seen> changes) {
        return roster.take(node, new Report(number, anew, changes), START, touched);
    }

    private static Seen seen(PresenceState state) {
        return new Seen(state, START);
    }
}
