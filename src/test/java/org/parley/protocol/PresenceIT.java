package org.parley.protocol;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.parley.testing.ChatClient;
import org.parley.testing.ChatClientAccount;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

@ExtendWith(ProtocolServer.class)
@Execution(ExecutionMode.CONCURRENT)
class PresenceIT {
    private final List<ChatClient> opened = new ArrayList<>();
    private final ChatClientAccount alice = ProtocolServer.user("alice");
    private final ChatClientAccount bob = ProtocolServer.user("bob");
    private final ChatClient alices = connect(alice);

    private ChatClient connect(ChatClientAccount account) {
        ChatClient client = account.connect();
        opened.add(client);
        return client;
    }

    @AfterEach
    void close() {
        opened.forEach(ChatClient::close);
    }

    @Test
    void whoIsWatchedIsSeenComingGoingAwayAndLeaving() {
        Instant before = Instant.now();
        watch(alices, bob);
        assertFalse(presence(alices, bob, "offline").has("lastSeen"), "they were never here");

        ChatClient phone = connect(bob);
        presence(alices, bob, "online");
        state(phone, "away");
        presence(alices, bob, "away");
        state(phone, "online");
        presence(alices, bob, "online");
        phone.close();

        Instant lastSeen =
                Instant.parse(presence(alices, bob, "offline").get("lastSeen").asText());
        assertTrue(lastSeen.isAfter(before) && lastSeen.isBefore(Instant.now().minusSeconds(5)), lastSeen.toString());
        ChatClient again = connect(alice);
        watch(again, bob);
        assertEquals(
                lastSeen,
                Instant.parse(presence(again, bob, "offline").get("lastSeen").asText()));
    }

    @Test
    void anyDeviceInUseIsEnough() {
        ChatClient phone = connect(bob);
        ChatClient desk = connect(bob);
        watch(alices, bob);
        presence(alices, bob, "online");

        state(phone, "away");
        desk.close();
        presence(alices, bob, "away");
        connect(bob);
        presence(alices, bob, "online");
    }

    @Test
    void aReconnectIsNoNews() {
        ChatClient first = connect(bob);
        watch(alices, bob);
        presence(alices, bob, "online");

        first.close();
        connect(bob);
        ChatClientAccount carol = ProtocolServer.user("carol");
        ChatClient carols = connect(carol);
        watch(alices, bob, carol);
        presence(alices, carol, "online");
        carols.close();
        presence(alices, carol, "offline");

        assertEquals(List.of(), alices.untaken("presence"), "carol left after bob came back");
    }

    @Test
    void whoIsNotWatchedAnyMoreIsNotTold() {
        ChatClientAccount carol = ProtocolServer.user("carol");
        watch(alices, bob, carol);
        presence(alices, bob, "offline");
        presence(alices, carol, "offline");
        watch(alices, carol);

        connect(bob);
        connect(carol);

        presence(alices, carol, "online");
        assertEquals(List.of(), alices.untaken("presence"));
    }

    @Test
    void whoHidesIsNotSeenAndDoesNotSee() {
        ChatClient bobs = connect(bob);
        watch(alices, bob);
        watch(bobs, alice);
        presence(alices, bob, "online");
        presence(bobs, alice, "online");

        show(bob, "nobody");
        assertFalse(presence(alices, bob, "hidden").has("lastSeen"));
        presence(bobs, alice, "hidden");
        bobs.close();
        ChatClient again = connect(bob);
        watch(again, alice);
        presence(again, alice, "hidden");
        show(bob, "everybody");
        presence(alices, bob, "online");
        presence(again, alice, "online");
    }

    @Test
    void whoShowsThemselvesToContactsIsSeenByThemAlone() {
        connect(bob);
        show(bob, "contacts");
        watch(alices, bob);
        presence(alices, bob, "hidden");

        alice.post("/api/contact-requests", "{\"user\":\"" + bob.user() + "\"}").expect(200);
        bob.patch("/api/contact-requests/" + alice.user(), "{\"state\":\"accepted\"}")
                .expect(200);
        presence(alices, bob, "online");
        alice.delete("/api/contacts/" + bob.user()).expect(204);
        presence(alices, bob, "hidden");
    }

    @Test
    void aBlockHidesBothFromEachOther() {
        ChatClient bobs = connect(bob);
        watch(alices, bob);
        watch(bobs, alice);
        presence(alices, bob, "online");
        presence(bobs, alice, "online");

        bob.patch("/api/contacts/" + alice.user(), "{\"blocked\":true}").expect(200);
        presence(alices, bob, "hidden");
        presence(bobs, alice, "hidden");
        bob.patch("/api/contacts/" + alice.user(), "{\"blocked\":false}").expect(200);
        presence(alices, bob, "online");
        presence(bobs, alice, "online");
    }

    @Test
    void whatCantBeWatchedOrSaidIsRefused() {
        ObjectNode many = ChatClient.frame("watch");
        IntStream.range(0, 201).forEach(i -> many.withArray("users").add("user" + i));
        assertEquals("too_large", alices.refused(many).get("code").asText());
        for (String frame : List.of(
                "{\"type\":\"watch\"}",
                "{\"type\":\"watch\",\"users\":[7]}",
                "{\"type\":\"presence\",\"state\":\"offline\"}",
                "{\"type\":\"presence\"}")) {
            assertEquals("malformed", alices.refused(frame).get("code").asText(), frame);
        }
        assertEquals(
                400, alice.patch("/api/me/settings", "{\"presence\":\"some\"}").status());
        ObjectNode unknown = ChatClient.frame("watch");
        unknown.withArray("users").add("nobody-here").add(bob.user());
        alices.send(unknown);
        presence(alices, bob, "offline");
        assertEquals(List.of(), alices.untaken("presence"), "who does not exist is passed over");
    }

    private static void watch(ChatClient client, ChatClientAccount... users) {
        ObjectNode frame = ChatClient.frame("watch");
        List.of(users).forEach(user -> frame.withArray("users").add(user.user()));
        client.send(frame);
    }

    private static void state(ChatClient device, String state) {
        device.send(ChatClient.frame("presence").put("state", state));
    }

    private static void show(ChatClientAccount account, String audience) {
        JsonNode settings = account.patch("/api/me/settings", "{\"presence\":\"" + audience + "\"}")
                .expect(200);
        assertEquals(audience, settings.get("presence").asText());
    }

    /** Waits until this is told of somebody. Who just connected may be told to be offline for half a second. */
    private static JsonNode presence(ChatClient client, ChatClientAccount user, String state) {
        JsonNode frame;
        do {
            frame = client.take(
                    user.user() + " " + state,
                    taken -> ChatClient.is(taken, "presence")
                            && taken.get("user").asText().equals(user.user()));
        } while (!frame.get("state").asText().equals(state));
        return frame;
    }
}
