package org.parley.testing;

import java.io.IOException;
import java.net.ProtocolException;
import java.net.URI;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Predicate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One WebSocket connection, as a plain client has it. What comes in is kept, arrays of frames frame by frame, until it
 * is taken. Thread-safe; every wait has a limit.
 */
public final class ChatClient implements AutoCloseable {
    public static final Duration LIMIT = Duration.ofSeconds(30);
    private static final List<Wire> WIRES = new CopyOnWriteArrayList<>();

    private final List<JsonNode> waiting = new ArrayList<>();
    private final Consumer<JsonNode> listener;
    private final StringBuilder partial = new StringBuilder();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private CompletableFuture<?> lastSend = CompletableFuture.completedFuture(null);
    private volatile Throwable failure;
    private volatile int messages;
    private volatile int largestArray;
    private volatile int pings;
    private WebSocket socket;

    /** Sees every frame that passes over the wire, except those that are sent in order to be refused. */
    public interface Wire {
        void fromClient(JsonNode frame);

        void fromServer(JsonNode frame);
    }

    private ChatClient(Consumer<JsonNode> listener) {
        this.listener = listener;
    }

    public static void record(Wire wire) {
        WIRES.add(wire);
    }

    /** How a connection is asked for. */
    public static final class Handshake {
        private final WebSocket.Builder builder;
        private final URI base;
        private String query = "";
        private Consumer<JsonNode> listener;

        private Handshake(URI base) {
            this.base = base;
            this.builder = ChatClientAccount.http(base).newWebSocketBuilder().connectTimeout(LIMIT);
        }

        public Handshake header(String name, String value) {
            builder.header(name, value);
            return this;
        }

        public Handshake bearer(String token) {
            return header("Authorization", "Bearer " + token);
        }

        public Handshake subprotocols(String first, String... more) {
            builder.subprotocols(first, more);
            return this;
        }

        public Handshake query(String text) {
            query = "?" + text;
            return this;
        }

        /** Waits no longer than so long for the server's answer. */
        public Handshake limit(Duration limit) {
            builder.connectTimeout(limit);
            return this;
        }

        /** Hands frames over as they come, on the connection's own thread, and keeps none. */
        public Handshake listener(Consumer<JsonNode> taker) {
            listener = taker;
            return this;
        }

        /** Returns an open connection, or throws {@link WebSocketHandshakeException} wrapped in a CompletionException. */
        public ChatClient open() {
            ChatClient client = new ChatClient(listener);
            URI uri = URI.create(
                    (base.getScheme().equals("https") ? "wss://" : "ws://") + base.getAuthority() + "/ws" + query);
            client.socket = builder.buildAsync(uri, client.new Incoming()).join();
            return client;
        }

        /** Returns the HTTP status with which the server refuses this. */
        public int refusedWith() {
            try {
                open().close();
            } catch (CompletionException e) {
                if (e.getCause() instanceof WebSocketHandshakeException refused) {
                    return refused.getResponse().statusCode();
                }
                throw e;
            }
            throw new AssertionError("the handshake was not refused");
        }
    }

    public static Handshake handshake(URI base) {
        return new Handshake(base);
    }

    /**
     * Returns a connection that has its welcome, which is still to be taken, and so misses nothing from now on; or one that
     * was closed instead.
     */
    public static ChatClient connect(URI base, String token) {
        ChatClient client =
                handshake(base).bearer(token).subprotocols("parley.v1").open();
        client.awaitWelcome();
        return client;
    }

    private void awaitWelcome() {
        long end = System.nanoTime() + LIMIT.toNanos();
        synchronized (waiting) {
            while (!closed.isDone() && waiting.stream().noneMatch(frame -> is(frame, "welcome"))) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0) {
                    close();
                    throw new AssertionError("the welcome did not come; waiting: " + waiting);
                }
                pause(left);
            }
        }
    }

    public static String cid() {
        return UUID.randomUUID().toString();
    }

    public static ObjectNode frame(String type) {
        return ChatClientAccount.JSON.createObjectNode().put("type", type);
    }

    /** Returns a {@code send} frame of a text to a conversation. */
    public static ObjectNode text(String conversation, String text) {
        return text(text).put("conversation", conversation);
    }

    /** Returns a {@code send} frame of a text to a user. */
    public static ObjectNode textTo(String user, String text) {
        return text(text).put("user", user);
    }

    /** Returns a {@code send} frame of an entry that changes another: of a recall, or of what more is put into it. */
    public static ObjectNode change(String conversation, String kind, long target) {
        return frame("send")
                .put("cid", cid())
                .put("conversation", conversation)
                .put("kind", kind)
                .put("target", target);
    }

    private static ObjectNode text(String text) {
        return frame("send").put("cid", cid()).put("kind", "text").put("text", text);
    }

    public String subprotocol() {
        return socket.getSubprotocol();
    }

    /** Sends a frame that keeps to the protocol. */
    public void send(JsonNode frame) {
        WIRES.forEach(wire -> wire.fromClient(frame));
        sendRaw(frame.toString());
    }

    /** Sends several such frames in one message. */
    public void send(Collection<? extends JsonNode> frames) {
        frames.forEach(frame -> WIRES.forEach(wire -> wire.fromClient(frame)));
        sendRaw(ChatClientAccount.JSON.createArrayNode().addAll(frames).toString());
    }

    /** Sends whatever it is. */
    public synchronized void sendRaw(String message) {
        lastSend = lastSend.handle((done, failure) -> socket.sendText(message, true))
                .thenCompose(sent -> sent);
    }

    /** Sends the beginning of a message, and of its end nothing. */
    public synchronized void sendBeginning(String message) {
        lastSend = lastSend.handle((done, failure) -> socket.sendText(message, false))
                .thenCompose(sent -> sent);
    }

    public synchronized void sendBinary(byte[] message) {
        lastSend = lastSend.thenCompose(done -> socket.sendBinary(ByteBuffer.wrap(message), true));
    }

    /** Sends a frame and waits for its {@code ack}. */
    public JsonNode sendAndAck(ObjectNode frame) {
        send(frame);
        return ack(frame.get("cid").asText());
    }

    public JsonNode ack(String cid) {
        JsonNode answer = take(
                "the ack of " + cid,
                frame -> is(frame, "ack") && frame.get("cid").asText().equals(cid)
                        || is(frame, "error") && frame.path("cid").asText().equals(cid));
        if (!is(answer, "ack")) {
            throw new AssertionError("refused: " + answer);
        }
        return answer;
    }

    /** Sends again what was refused for a while, each time after as long as the refusal says, until it is acknowledged. */
    public JsonNode sendAgain(ObjectNode frame, JsonNode refusal) {
        String cid = frame.get("cid").asText();
        long end = System.nanoTime() + LIMIT.toNanos();
        JsonNode answer = refusal;
        while (is(answer, "error") && System.nanoTime() < end) {
            LockSupport.parkNanos(
                    TimeUnit.MILLISECONDS.toNanos(answer.get("retryAfter").asLong()));
            send(frame);
            answer = take("an answer to " + cid, f -> f.path("cid").asText().equals(cid));
        }
        if (!is(answer, "ack")) {
            throw new AssertionError("refused: " + answer);
        }
        return answer;
    }

    /** Sends what is to be refused and waits for the error. */
    public JsonNode refused(String message) {
        sendRaw(message);
        return take("error");
    }

    public JsonNode refused(JsonNode frame) {
        return refused(frame.toString());
    }

    /** Waits for the first frame of a type and takes it away. */
    public JsonNode take(String type) {
        return take("a frame of type " + type, frame -> is(frame, type));
    }

    public JsonNode message(String text) {
        return take(
                "the message " + text,
                frame -> is(frame, "message") && frame.path("text").asText().equals(text));
    }

    /** Waits for the first frame like this and takes it away. */
    public JsonNode take(String what, Predicate<JsonNode> wanted) {
        long end = System.nanoTime() + LIMIT.toNanos();
        synchronized (waiting) {
            while (true) {
                for (Iterator<JsonNode> frames = waiting.iterator(); frames.hasNext(); ) {
                    JsonNode frame = frames.next();
                    if (wanted.test(frame)) {
                        frames.remove();
                        return frame;
                    }
                }
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0 || closed.isDone()) {
                    throw new AssertionError(what + " did not come"
                            + (closed.isDone() ? ", closed with " + closed.join() : "") + "; waiting: " + waiting);
                }
                pause(left);
            }
        }
    }

    private void pause(long millis) {
        try {
            waiting.wait(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Returns the frames that came and were not taken. */
    public List<JsonNode> untaken() {
        synchronized (waiting) {
            return List.copyOf(waiting);
        }
    }

    public List<JsonNode> untaken(String type) {
        return untaken().stream().filter(frame -> is(frame, type)).toList();
    }

    /** Waits until the connection is over and returns the close code; 1006 if there was none. */
    public int closeCode() {
        try {
            return closed.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new AssertionError("the connection was not closed within " + LIMIT, e);
        }
    }

    public CompletableFuture<Integer> closed() {
        return closed;
    }

    /** Returns what ended the connection, if it was neither the network nor a close frame: what came was not to be understood. */
    public Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    public boolean isOpen() {
        return !closed.isDone();
    }

    public int messages() {
        return messages;
    }

    public int largestArray() {
        return largestArray;
    }

    public int pings() {
        return pings;
    }

    /** Cuts the connection without a word. */
    public void cut() {
        socket.abort();
        closed.complete(1006);
        wake();
    }

    @Override
    public void close() {
        socket.abort();
        closed.complete(1006);
        wake();
    }

    public static boolean is(JsonNode frame, String type) {
        return frame.path("type").asText().equals(type);
    }

    private void wake() {
        synchronized (waiting) {
            waiting.notifyAll();
        }
    }

    private void arrived(JsonNode json) {
        messages++;
        if (json.isArray()) {
            largestArray = Math.max(largestArray, json.size());
            json.forEach(this::frame);
        } else {
            frame(json);
        }
        wake();
    }

    private void frame(JsonNode frame) {
        WIRES.forEach(wire -> wire.fromServer(frame));
        if (listener != null) {
            listener.accept(frame);
            return;
        }
        synchronized (waiting) {
            waiting.add(frame);
        }
    }

    /** What the container of the connection calls; one call at a time. */
    private final class Incoming implements WebSocket.Listener {
        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                JsonNode json = ChatClientAccount.parse(partial.toString());
                partial.setLength(0);
                arrived(json);
            }
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onPing(WebSocket from, ByteBuffer message) {
            pings++;
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            closed.complete(code);
            wake();
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable thrown) {
            if (!(thrown instanceof IOException) || thrown instanceof ProtocolException) {
                failure = thrown;
            }
            closed.complete(1006);
            wake();
        }
    }
}
