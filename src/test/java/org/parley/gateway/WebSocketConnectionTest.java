package org.parley.gateway;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;

import org.junit.jupiter.api.Test;
import org.parley.config.Settings;
import org.parley.delivery.Drops;
import org.parley.protocol.CloseReason;
import org.parley.user.UserRef;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class WebSocketConnectionTest {
    private static final int MAX_FRAME = 64;
    private static final int QUEUE_FRAMES = 20;
    private static final int QUEUE_BYTES = 400;

    private final FakeSession session = new FakeSession();
    private final ManualWriters writers = new ManualWriters();
    private final CountingDrops drops = new CountingDrops();
    private final WebSocketConnection connection = new WebSocketConnection(
            session.proxy(),
            new UserRef(1, "alice", "Alice"),
            "login",
            Instant.MAX,
            new Settings.Connections(MAX_FRAME, QUEUE_FRAMES, QUEUE_BYTES, Duration.ofSeconds(30), 10),
            writers,
            drops);

    @Test
    void the_first_frame_is_sent_when_others_can_find_the_connection_and_is_the_first_all_the_same() {
        connection.begin("welcome", () -> {
            connection.offer("live");
            assertEquals(List.of(), session.sent);
            assertTrue(writers.ready.isEmpty());
        });
        writers.run();

        assertEquals(List.of("[welcome,live]"), session.sent);
    }

    /** A client that takes a message when the test says so. */
    private static final class FakeSession {
        private final List<String> sent = new ArrayList<>();
        private final List<Integer> closed = new ArrayList<>();
        private SendHandler inFlight;
        private boolean broken;

        Session proxy() {
            return fake(Session.class, Map.of("getAsyncRemote", arguments -> remote(), "close", arguments -> {
                closed.add(((jakarta.websocket.CloseReason) arguments[0])
                        .getCloseCode()
                        .getCode());
                return null;
            }));
        }

        private RemoteEndpoint.Async remote() {
            return fake(RemoteEndpoint.Async.class, Map.of("sendText", arguments -> {
                assertEquals(null, inFlight, "one message at a time is on its way");
                if (broken) {
                    throw new IllegalStateException("closed");
                }
                sent.add((String) arguments[0]);
                inFlight = (SendHandler) arguments[1];
                return null;
            }));
        }

        void take() {
            complete(new SendResult());
        }

        void fail() {
            complete(new SendResult(new java.io.IOException("connection reset")));
        }

        private void complete(SendResult result) {
            SendHandler handler = inFlight;
            inFlight = null;
            handler.onResult(result);
        }
    }

    @FunctionalInterface
    private interface Answer {
        Object to(Object[] arguments);
    }

    private static <T> T fake(Class<T> type, Map<String, Answer> answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answers.get(method.getName()).to(arguments)));
    }

    /** Writers without threads. */
    private static final class ManualWriters extends ConnectionWriters {
        private final Queue<WebSocketConnection> ready = new ArrayDeque<>();

        @Override
        void ready(WebSocketConnection one) {
            ready.add(one);
        }

        void run() {
            while (!ready.isEmpty()) {
                ready.remove().writeNext();
            }
        }
    }

    private static final class CountingDrops extends Drops {
        private final Map<Reason, Integer> counts = new EnumMap<>(Reason.class);

        @Override
        public void count(Reason reason, String connection, int frames) {
            counts.merge(reason, frames, Integer::sum);
        }
    }

    @Test
    void a_frame_is_sent_as_it_is() {
        connection.offer("{\"a\":1}");
        writers.run();

        assertEquals(List.of("{\"a\":1}"), session.sent);
    }

    @Test
    void what_comes_while_a_message_is_on_its_way_goes_together_as_an_array() {
        connection.offer("{\"n\":1}");
        writers.run();
        connection.offer("{\"n\":2}");
        connection.offer("{\"n\":3}");
        writers.run();
        assertEquals(1, session.sent.size());

        session.take();
        writers.run();

        assertEquals(List.of("{\"n\":1}", "[{\"n\":2},{\"n\":3}]"), session.sent);
    }

    @Test
    void no_message_is_larger_than_a_frame_may_be_and_nothing_is_lost_or_out_of_order() {
        List<String> frames = IntStream.range(0, QUEUE_FRAMES)
                .mapToObj(i -> "{\"n\":\"" + "ä€😀".repeat(i % 3) + i + "\"}")
                .toList();
        frames.forEach(connection::offer);
        writers.run();
        while (session.inFlight != null) {
            session.take();
            writers.run();
        }

        session.sent.forEach(
                message -> assertTrue(message.getBytes(StandardCharsets.UTF_8).length <= MAX_FRAME, message));
        assertTrue(session.sent.size() < QUEUE_FRAMES, "some went together");
        String all = session.sent.stream()
                .map(message -> message.startsWith("[") ? message.substring(1, message.length() - 1) : message)
                .collect(Collectors.joining(","));
        assertEquals(String.join(",", frames), all);
    }

    @Test
    void who_does_not_read_is_closed_and_what_waited_is_counted() {
        for (int i = 0; i <= QUEUE_FRAMES + 1; i++) {
            connection.offer("{}");
            writers.run();
        }
        // One is on its way; the queue was full of others when one more came.
        assertEquals(QUEUE_FRAMES + 1, drops.counts.get(Drops.Reason.SLOW_CONSUMER));

        connection.offer("{}");
        assertEquals(1, drops.counts.get(Drops.Reason.CONNECTION_CLOSED));
        session.take();
        writers.run();

        assertEquals(List.of("{}"), session.sent);
        assertEquals(List.of(CloseReason.SLOW_CONSUMER.code()), session.closed);
    }

    @Test
    void large_frames_fill_the_queue_before_there_are_many() {
        for (int i = 0; i < 6; i++) {
            connection.offer("{\"large\":\"" + "x".repeat(100) + "\"}");
            writers.run();
        }
        session.take();
        writers.run();

        assertEquals(List.of(CloseReason.SLOW_CONSUMER.code()), session.closed);
    }

    @Test
    void closing_sends_what_waits_before_and_nothing_that_comes_later() {
        connection.offer("{\"n\":1}");
        writers.run();
        connection.offer("{\"n\":2}");
        connection.close(CloseReason.GOING_AWAY);
        connection.close(CloseReason.FLOODING);
        connection.offer("{\"n\":3}");

        session.take();
        writers.run();
        assertEquals(List.of(), session.closed);
        session.take();
        writers.run();

        assertEquals(List.of("{\"n\":1}", "{\"n\":2}"), session.sent);
        assertEquals(List.of(CloseReason.GOING_AWAY.code()), session.closed);
        assertEquals(1, drops.counts.get(Drops.Reason.CONNECTION_CLOSED));
    }

    @Test
    void who_does_not_read_what_is_on_its_way_is_given_up_after_a_while_and_heard_no_more() {
        connection.offer("stuck");
        writers.run();
        assertFalse(connection.isClosing());

        connection.close(CloseReason.ACCOUNT_DISABLED);
        writers.run();

        assertTrue(connection.isClosing());
        assertEquals(List.of(), session.closed);
        assertTrue(connection.isClosingFor(0));
        assertFalse(connection.isClosingFor(Duration.ofMinutes(1).toNanos()));
        connection.giveUp();
        assertEquals(1, session.closed.size());
        assertFalse(connection.isClosingFor(0));
    }

    @Test
    void an_idle_connection_is_closed_at_once() {
        connection.close(CloseReason.TOKEN_EXPIRED);
        writers.run();

        assertEquals(List.of(4401), session.closed);
    }

    @Test
    void a_send_that_fails_ends_the_connection_and_what_waited_is_counted() {
        connection.offer("{\"n\":1}");
        writers.run();
        connection.offer("{\"n\":2}");
        session.fail();
        connection.offer("{\"n\":3}");
        writers.run();

        assertEquals(List.of("{\"n\":1}"), session.sent);
        assertEquals(List.of(CloseReason.INTERNAL.code()), session.closed);
        assertEquals(2, drops.counts.get(Drops.Reason.SEND_FAILED));
        assertEquals(1, drops.counts.get(Drops.Reason.CONNECTION_CLOSED));
    }

    @Test
    void a_session_that_throws_is_like_one_that_fails() {
        session.broken = true;
        connection.offer("{}");
        writers.run();

        assertEquals(1, drops.counts.get(Drops.Reason.SEND_FAILED));
        assertEquals(1, session.closed.size());
    }

    @Test
    void nothing_is_sent_when_the_container_says_that_it_is_over() {
        connection.offer("{}");
        connection.over();
        writers.run();

        assertEquals(List.of(), session.sent);
        assertEquals(List.of(), session.closed);
    }

    @Test
    void lengths_are_those_of_utf_8() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            String text = IntStream.generate(() -> random.nextInt(1 << (5 + random.nextInt(16))))
                    .filter(c -> Character.isValidCodePoint(c) && (c < 0xd800 || c > 0xdfff))
                    .limit(random.nextInt(20))
                    .mapToObj(Character::toString)
                    .collect(Collectors.joining());
            assertEquals(
                    text.getBytes(StandardCharsets.UTF_8).length,
                    WebSocketConnection.utf8Length(text),
                    () -> "seed " + seed + ": " + text);
        }
    }
}
