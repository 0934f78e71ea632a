package org.parley.protocol;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.parley.testing.Await;
import org.parley.testing.ChatClient;
import org.parley.testing.ChatClientAccount;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.parley.testing.ChatClient.text;
import static org.parley.testing.ChatClient.textTo;

/** Who sends too fast, reads too slowly or falls silent is dealt with, and nobody else notices. */
@ExtendWith(ProtocolServer.class)
class LimitsIT {
    private static final int BURST = 1_000;
    private static final int SENDERS = 5;
    private static final String BIG = "x".repeat(9_990);
    /** Twice as many as the queue of a connection has room for, as there may be small frames among them. */
    private static final int MOST_QUEUED = 2 * ProtocolServer.QUEUE_BYTES / BIG.length();

    /** Unasked for, masked with zeros: its sender is alive, though it does not read. */
    private static final byte[] PONG = {(byte) 0x8a, (byte) 0x80, 0, 0, 0, 0};

    private final ChatClientAccount alice = ProtocolServer.user("alice");
    private final ChatClientAccount bob = ProtocolServer.user("bob");

    @Test
    void whoFloodsIsToldToWaitAndThenClosedWith4429WhileOthersAreUnaffected() {
        try (ChatClient flooder = alice.connect();
                ChatClient other = bob.connect()) {
            String own = other.sendAndAck(textTo(bob.user(), "note"))
                    .get("conversation")
                    .asText();
            ObjectNode typing = ChatClient.frame("typing")
                    .put(
                            "conversation",
                            flooder.sendAndAck(textTo(bob.user(), "hi"))
                                    .get("conversation")
                                    .asText())
                    .put("on", true);
            List<ObjectNode> many = Collections.nCopies(BURST / 2, typing);
            flooder.send(many);
            flooder.send(many);
            flooder.send(many);
            JsonNode told = flooder.take("error");
            assertEquals("rate_limited", told.get("code").asText());
            assertTrue(told.get("retryAfter").asLong() > 0);

            for (int i = 0; i < 10 && flooder.isOpen(); i++) {
                flooder.send(many);
                other.sendAndAck(text(own, "unaffected"));
            }
            assertEquals(4429, flooder.closeCode());
            assertEquals(List.of(), other.untaken("error"));
        }
    }

    @Test
    void emptyArraysAreAFloodLikeAnyOther() {
        try (ChatClient flooder = alice.connect()) {
            for (int i = 0; i < 10 * BURST && flooder.isOpen(); i++) {
                flooder.sendRaw("[]");
            }
            assertEquals(4429, flooder.closeCode());
        }
    }

    @Test
    void whatWasRefusedForItsPaceIsTakenLaterWithTheSameCid() {
        try (ChatClient client = alice.connect()) {
            String conversation = client.sendAndAck(textTo(bob.user(), "hi"))
                    .get("conversation")
                    .asText();
            List<ObjectNode> frames = new ArrayList<>();
            int next = BURST + 300;
            do {
                // On a slow machine more becomes allowed while the burst is still on its way.
                frames.addAll(sendAndAwaitAnswers(client, conversation, next));
                next = BURST / 2;
            } while (client.untaken("error").isEmpty() && frames.size() < 20 * BURST);
            JsonNode refused = client.take(
                    "a refusal",
                    f -> ChatClient.is(f, "error") && f.path("code").asText().equals("rate_limited"));
            ObjectNode again = frames.stream()
                    .filter(frame -> frame.get("cid").equals(refused.get("cid")))
                    .findFirst()
                    .orElseThrow();
            client.sendAgain(again, refused);
        }
    }

    /** Less than what is too much of too much. */
    private static List<ObjectNode> sendAndAwaitAnswers(ChatClient client, String conversation, int count) {
        long before = answers(client);
        List<ObjectNode> frames = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            frames.add(text(conversation, "text " + i));
        }
        for (int i = 0; i < count; i += 100) {
            client.send(frames.subList(i, Math.min(count, i + 100)));
        }
        Await.until("all were answered", ChatClient.LIMIT, () -> answers(client) == before + count);
        return frames;
    }

    private static long answers(ChatClient client) {
        return client.untaken().stream()
                .filter(frame -> ChatClient.is(frame, "ack") || ChatClient.is(frame, "error"))
                .count();
    }

    @Test
    void aClientThatDoesNotReadIsCutAndNobodyElseNotices() throws IOException {
        List<ChatClient> senders = new ArrayList<>();
        List<Socket> slow = new ArrayList<>();
        try (ChatClient reader = bob.connect()) {
            ChatClientAccount[] accounts = new ChatClientAccount[SENDERS];
            for (int i = 0; i < SENDERS; i++) {
                accounts[i] = ProtocolServer.user("sender");
                senders.add(accounts[i].connect());
            }
            String conversation = bob.group("Big", accounts);
            slow.add(raw(bob));
            double before = droppedForSlowness();
            int sent = sendUntilSomebodyIsCut(senders, slow, conversation);
            for (int i = 1; i <= sent; i++) {
                reader.message(i + BIG);
            }
            double queued = droppedForSlowness() - before;
            assertTrue(queued <= MOST_QUEUED, "frames waited for who does not read: " + queued);
            for (Socket socket : slow) {
                assertEquals(4408, closeCode(socket));
            }
            senders.get(0).sendAndAck(text(conversation, "unaffected"));
            reader.message("unaffected");
        } finally {
            senders.forEach(ChatClient::close);
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    /** The engine and the kernel hold some megabytes for each connection before Parley's own queue even begins to fill. */
    private static int sendUntilSomebodyIsCut(List<ChatClient> senders, List<Socket> slow, String conversation)
            throws IOException {
        double before = droppedForSlowness();
        int sent = 0;
        while (droppedForSlowness() == before) {
            assertTrue(sent < SENDERS * BURST, "nobody was cut after so many messages: " + sent);
            for (Socket socket : slow) {
                socket.getOutputStream().write(PONG);
            }
            for (int i = 0; i < 10 * SENDERS; i++) {
                sent++;
                long start = System.nanoTime();
                senders.get(i % SENDERS).sendAndAck(text(conversation, sent + BIG));
                assertTrue(System.nanoTime() - start < 10_000_000_000L, "the sender was held up");
            }
        }
        return sent;
    }

    private static double droppedForSlowness() {
        return ProtocolServer.metric("parley_frames_dropped_total", "slow_consumer");
    }

    @Test
    void pingsComeAndWhoAnswersStays() {
        try (ChatClient client = alice.connect()) {
            Await.until("pings came", ChatClient.LIMIT, () -> client.pings() >= 4);
            assertTrue(client.isOpen());
        }
    }

    @Test
    void aConnectionWhoseOtherEndIsGoneIsGivenUpAfterTwoHeartbeats() throws IOException {
        // It neither answers pings nor closes, as after a cable was pulled.
        long start = System.nanoTime();
        try (Socket silent = raw(alice)) {
            assertEquals(1001, closeCode(silent));
            double seconds = (System.nanoTime() - start) / 1e9;
            assertTrue(seconds >= 4 && seconds < 14, "after " + seconds + " s");
        }
    }

    @Test
    void aUserMayHave50ConnectionsAndNotMore() {
        List<ChatClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 50; i++) {
                clients.add(alice.connect());
                clients.get(i).take("welcome");
            }
            try (ChatClient oneTooMany = alice.connect()) {
                assertEquals(4429, oneTooMany.closeCode());
            }
            assertTrue(clients.stream().allMatch(ChatClient::isOpen));
        } finally {
            clients.forEach(ChatClient::close);
        }
    }

    /** Opens a connection of which nothing is read after the handshake. */
    private static Socket raw(ChatClientAccount account) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.setSoTimeout(15_000);
        socket.connect(
                new InetSocketAddress(account.base().getHost(), account.base().getPort()));
        socket.getOutputStream()
                .write(("GET /ws HTTP/1.1\r\nHost: " + account.base().getAuthority()
                                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: parley.v1\r\n"
                                + "Authorization: Bearer " + account.token() + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        InputStream in = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            assertFalse(next < 0, () -> "closed in the handshake: " + head);
            head.append((char) next);
        }
        assertTrue(head.toString().startsWith("HTTP/1.1 101"), head::toString);
        return socket;
    }

    /** Reads frames (RFC 6455, section 5.2) up to the close frame and returns its code; 1006 if there is none. */
    private static int closeCode(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        while (true) {
            int first = in.read();
            if (first < 0) {
                return 1006;
            }
            int length = in.read() & 0x7f;
            if (length == 126) {
                length = in.read() << 8 | in.read();
            } else if (length == 127) {
                throw new IOException("a frame of more than 64 KiB");
            }
            byte[] payload = in.readNBytes(length);
            if ((first & 0x0f) == 8) {
                return (payload[0] & 0xff) << 8 | payload[1] & 0xff;
            }
        }
    }
}
