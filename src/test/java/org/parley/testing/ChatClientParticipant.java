package org.parley.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A user who sends texts and means it: what is not acknowledged is sent again with the same cid, over a new connection
 * if need be, and what was missed meanwhile is read by REST. It is what every client of the protocol is to be.
 *
 * <p>A participant is driven by one thread, with {@link #step()}; frames come on others.
 */
public final class ChatClientParticipant implements AutoCloseable {
    private static final int OUTSTANDING = 32;
    private static final long RECONNECT_NANOS = 300_000_000L;
    private static final long RESEND_NANOS = 3_000_000_000L;

    private final List<ChatClientAccount> doors;
    private int door;
    private final Iterator<ObjectNode> toSend;

    // Guarded by this.
    private final Map<String, ObjectNode> unacknowledged = new LinkedHashMap<>();
    /** Acknowledged, but the message that tells its seq has not come yet. */
    private final Set<String> withoutSeq = new HashSet<>();

    private final Map<String, JsonNode> acknowledged = new ConcurrentHashMap<>();
    private final Map<String, TreeMap<Long, String>> seen = new LinkedHashMap<>();
    private final List<String> faults = new ArrayList<>();
    private Map<String, Long> lastOfConnection = new LinkedHashMap<>();
    private long reconnectAt = System.nanoTime();
    private long quietUntil;
    private long lastProgress;
    private int unavailable;
    private long paceNanos;
    private long nextText;
    private ChatClient client;

    public ChatClientParticipant(ChatClientAccount account, Iterator<ObjectNode> toSend) {
        this(List.of(account), toSend);
    }

    /** One who goes to the next of several nodes when theirs does not answer. */
    public ChatClientParticipant(List<ChatClientAccount> doors, Iterator<ObjectNode> toSend) {
        this.doors = doors;
        this.toSend = toSend;
    }

    /** Begins no text sooner than so long after the one before. */
    public ChatClientParticipant pace(Duration atLeast) {
        paceNanos = atLeast.toNanos();
        return this;
    }

    /** Connects if need be, and sends what may be sent now. Returns whether all is sent and acknowledged. */
    public boolean step() {
        if (client == null || !client.isOpen()) {
            if (System.nanoTime() < reconnectAt || !connect()) {
                return false;
            }
            resend();
        }
        List<ObjectNode> frames = new ArrayList<>();
        synchronized (this) {
            long now = System.nanoTime();
            if (now < quietUntil) {
                return false;
            }
            if (quietUntil != 0 || !unacknowledged.isEmpty() && now - lastProgress > RESEND_NANOS) {
                quietUntil = 0;
                lastProgress = now;
                frames.addAll(unacknowledged.values());
            }
            if (now - lastProgress > RESEND_NANOS) {
                // What is not told live is in the log.
                withoutSeq.clear();
                lastProgress = now;
            }
            while (now >= nextText && unacknowledged.size() + withoutSeq.size() < OUTSTANDING && toSend.hasNext()) {
                nextText = now + paceNanos;
                ObjectNode frame = toSend.next();
                unacknowledged.put(frame.get("cid").asText(), frame);
                frames.add(frame);
                lastProgress = now;
            }
        }
        if (!frames.isEmpty()) {
            client.sendRaw(frames.toString());
        }
        synchronized (this) {
            return unacknowledged.isEmpty() && !toSend.hasNext();
        }
    }

    private boolean connect() {
        synchronized (this) {
            lastOfConnection = new LinkedHashMap<>();
        }
        Map<String, Long> ofThis = lastOfConnection;
        try {
            client = ChatClient.handshake(account().base())
                    .bearer(account().token())
                    .subprotocols("parley.v1")
                    .listener(frame -> arrived(frame, ofThis))
                    .open();
            return true;
        } catch (CompletionException notNow) {
            reconnectAt = System.nanoTime() + RECONNECT_NANOS;
            door = (door + 1) % doors.size();
            return false;
        }
    }

    private void resend() {
        List<ObjectNode> again;
        synchronized (this) {
            again = List.copyOf(unacknowledged.values());
            quietUntil = 0;
            lastProgress = System.nanoTime();
        }
        if (!again.isEmpty()) {
            client.sendRaw(again.toString());
        }
    }

    private synchronized void arrived(JsonNode frame, Map<String, Long> lastOfItsConnection) {
        switch (frame.get("type").asText()) {
            case "message" -> message(frame, lastOfItsConnection);
            case "ack" -> ack(frame);
            case "error" -> refused(frame);
            default -> {
                // of no interest here
            }
        }
    }

    private void message(JsonNode message, Map<String, Long> last) {
        String conversation = message.get("conversation").asText();
        long seq = message.get("seq").asLong();
        if (withoutSeq.remove(message.path("cid").asText())) {
            lastProgress = System.nanoTime();
        }
        Long before = last.put(conversation, seq);
        if (before != null && before >= seq) {
            faults.add("live: " + seq + " after " + before + " in " + conversation);
        }
        learned(conversation, seq, message);
    }

    private void learned(String conversation, long seq, JsonNode message) {
        String content =
                message.get("from").asText() + ":" + message.path("text").asText();
        String other = seen.computeIfAbsent(conversation, id -> new TreeMap<>()).put(seq, content);
        if (other != null && !other.equals(content)) {
            faults.add(seq + " of " + conversation + " was " + other + " and is " + content);
        }
    }

    private void ack(JsonNode ack) {
        String cid = ack.get("cid").asText();
        ObjectNode sent = unacknowledged.remove(cid);
        lastProgress = System.nanoTime();
        JsonNode first = acknowledged.putIfAbsent(cid, ack);
        if (first != null && !samePlace(first, ack)) {
            faults.add("two acks: " + first + " and " + ack);
        }
        if (sent != null && !ack.has("seq")) {
            withoutSeq.add(cid);
        } else if (sent != null) {
            learned(
                    ack.get("conversation").asText(),
                    ack.get("seq").asLong(),
                    sent.deepCopy().put("from", account().user()));
        }
    }

    /** An ack that comes before the entry has no seq; the message tells it. */
    private static boolean samePlace(JsonNode one, JsonNode other) {
        return !one.has("seq")
                || !other.has("seq")
                || one.get("seq").asLong() == other.get("seq").asLong();
    }

    private void refused(JsonNode error) {
        if (!error.has("retryAfter")) {
            faults.add("refused for good: " + error);
            return;
        }
        unavailable++;
        quietUntil = System.nanoTime() + error.get("retryAfter").asLong() * 1_000_000;
    }

    /** Cuts the connection, if there is one. */
    public void cut() {
        if (client != null) {
            client.cut();
        }
    }

    /** Reads by REST what is missing behind the seqs without a gap. */
    public void catchUp() {
        for (JsonNode summary : account().get("/api/conversations").expect(200).get("conversations")) {
            String conversation = summary.get("id").asText();
            boolean more = true;
            for (long held = held(conversation);
                    more && held < summary.get("lastSeq").asLong();
                    held = held(conversation)) {
                JsonNode page = account().messages(conversation, "after=" + held + "&limit=200");
                synchronized (this) {
                    page.get("messages")
                            .forEach(message ->
                                    learned(conversation, message.get("seq").asLong(), message));
                }
                more = page.get("messages").size() > 0;
            }
        }
    }

    private synchronized long held(String conversation) {
        long held = 0;
        for (long seq :
                seen.computeIfAbsent(conversation, id -> new TreeMap<>()).keySet()) {
            if (seq != held + 1) {
                break;
            }
            held = seq;
        }
        return held;
    }

    /** What this user holds of a conversation: {@code sender:text} by seq. */
    public synchronized Map<Long, String> view(String conversation) {
        return new TreeMap<>(seen.getOrDefault(conversation, new TreeMap<>()));
    }

    /** The acks that came, by cid. */
    public Map<String, JsonNode> acknowledged() {
        return acknowledged;
    }

    /** What was not as the protocol says. */
    public synchronized List<String> faults() {
        return List.copyOf(faults);
    }

    /** How often the server asked for another try. */
    public synchronized int refusals() {
        return unavailable;
    }

    public ChatClientAccount account() {
        return doors.get(door);
    }

    public ChatClient client() {
        return client;
    }

    @Override
    public void close() {
        if (client != null) {
            client.close();
        }
    }
}
