package org.parley.chaos;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.parley.chaos.Evidence.Entry;
import org.parley.chaos.Evidence.Live;
import org.parley.chaos.Evidence.Page;
import org.parley.chaos.Evidence.Sent;
import org.parley.chaos.Evidence.Summary;
import org.parley.chaos.Evidence.Testimony;

/** What one client writes down, on whatever thread something happens. Thread-safe. */
final class Book {
    private static final class Draft {
        private final ObjectNode frame;
        private final int connection;
        private final long order;
        private final long begun = System.nanoTime();
        private int attempts = 1;
        private int askedAgain;
        private boolean refused;
        private long acknowledged = Long.MAX_VALUE;
        private long placed = Long.MAX_VALUE;
        private Long seq;

        Draft(ObjectNode frame, int connection, long order) {
            this.frame = frame;
            this.connection = connection;
            this.order = order;
        }

        Sent sent() {
            return new Sent(
                    frame.get("cid").asText(),
                    frame.get("conversation").asText(),
                    Says.text(frame.get("text").asText()),
                    connection,
                    order,
                    attempts,
                    askedAgain,
                    refused,
                    begun,
                    acknowledged,
                    placed,
                    Optional.ofNullable(seq));
        }
    }

    private final String user;
    private final Map<String, Draft> drafts = new LinkedHashMap<>();
    private final Map<String, ObjectNode> unanswered = new LinkedHashMap<>();
    private final List<Live> live = new ArrayList<>();
    private final List<Page> pages = new ArrayList<>();
    private final List<Summary> summaries = new ArrayList<>();
    private final List<Summary> resumed = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private final Map<String, Map<Long, Entry>> views = new HashMap<>();
    private int acknowledged;

    Book(String user) {
        this.user = user;
    }

    synchronized void begin(ObjectNode frame, int connection) {
        drafts.put(frame.get("cid").asText(), new Draft(frame, connection, drafts.size()));
        unanswered.put(frame.get("cid").asText(), frame);
    }

    /** Returns what has no answer yet, in the order in which it was begun; it is about to be sent again. */
    synchronized List<ObjectNode> again(int atMost) {
        List<ObjectNode> frames = unanswered.values().stream().limit(atMost).toList();
        frames.forEach(frame -> drafts.get(frame.get("cid").asText()).attempts++);
        return frames;
    }

    synchronized int unanswered() {
        return unanswered.size();
    }

    synchronized int acknowledged() {
        return acknowledged;
    }

    synchronized int begun() {
        return drafts.size();
    }

    synchronized void ack(JsonNode ack) {
        Draft draft = drafts.get(ack.get("cid").asText());
        if (draft == null) {
            faults.add("an ack of what was not sent: " + ack);
            return;
        }
        unanswered.remove(ack.get("cid").asText());
        if (draft.acknowledged == Long.MAX_VALUE) {
            draft.acknowledged = System.nanoTime();
            acknowledged++;
        }
        if (!ack.get("conversation")
                .asText()
                .equals(draft.frame.get("conversation").asText())) {
            faults.add("an ack of another conversation: " + ack);
        }
        if (ack.has("seq")) {
            place(draft, ack.get("seq").asLong());
        }
    }

    private void place(Draft draft, long seq) {
        if (draft.seq != null && draft.seq != seq) {
            faults.add(draft.sent() + " was also told to be " + seq);
        }
        if (draft.seq == null) {
            draft.seq = seq;
            draft.placed = System.nanoTime();
            keep(new Entry(
                    draft.frame.get("conversation").asText(),
                    seq,
                    user,
                    draft.sent().text()));
        }
    }

    synchronized void refused(JsonNode error) {
        Draft draft = drafts.get(error.path("cid").asText());
        if (draft == null) {
            if (!error.has("retryAfter") && !error.path("code").asText().equals("forbidden")) {
                faults.add("refused: " + error);
            }
        } else if (error.has("retryAfter")) {
            draft.askedAgain++;
        } else if (error.path("code").asText().matches("forbidden|not_found")) {
            draft.refused = true;
            unanswered.remove(error.path("cid").asText());
        } else {
            faults.add("refused for good: " + error);
            draft.refused = true;
            unanswered.remove(error.path("cid").asText());
        }
    }

    synchronized void message(int connection, JsonNode message) {
        Entry entry = entry(message);
        live.add(new Live(connection, entry));
        keep(entry);
        Draft draft = entry.from().equals(user) ? drafts.get(message.path("cid").asText()) : null;
        if (draft != null) {
            place(draft, entry.seq());
        }
    }

    private void keep(Entry entry) {
        Entry other = views.computeIfAbsent(entry.conversation(), none -> new TreeMap<>())
                .put(entry.seq(), entry);
        if (other != null && !other.equals(entry)) {
            faults.add(entry + " was " + other);
        }
    }

    /** Returns the seq after which something is missing, from where this user joined. */
    synchronized long held(String conversation, long joinedSeq) {
        Map<Long, Entry> view = views.getOrDefault(conversation, Map.of());
        long held = joinedSeq - 1;
        while (view.containsKey(held + 1)) {
            held++;
        }
        return held;
    }

    synchronized void page(String conversation, long after, JsonNode page, long asked) {
        List<Entry> entries = new ArrayList<>();
        page.get("messages").forEach(message -> entries.add(entry(message)));
        entries.forEach(this::keep);
        pages.add(new Page(conversation, after, entries, !page.get("more").asBoolean(), asked, System.nanoTime()));
    }

    synchronized Summary summary(JsonNode json, long asked, boolean inTheEnd) {
        Summary summary = new Summary(
                json.get("id").asText(),
                json.get("joinedSeq").asLong(),
                json.get("lastSeq").asLong(),
                json.get("delivered").asLong(),
                json.get("read").asLong(),
                json.get("unread").asLong(),
                asked,
                System.nanoTime());
        (inTheEnd ? resumed : summaries).add(summary);
        return summary;
    }

    synchronized void fault(String what) {
        faults.add(what);
    }

    private static Entry entry(JsonNode message) {
        return new Entry(
                message.get("conversation").asText(),
                message.get("seq").asLong(),
                message.get("from").asText(),
                Says.of(message.get("kind").asText(), message));
    }

    synchronized Testimony testimony() {
        Map<String, Map<Long, Entry>> held = new HashMap<>();
        views.forEach((conversation, view) -> held.put(conversation, Map.copyOf(view)));
        return new Testimony(
                user,
                drafts.values().stream().map(Draft::sent).toList(),
                List.copyOf(live),
                List.copyOf(pages),
                List.copyOf(summaries),
                List.copyOf(faults),
                List.copyOf(resumed),
                held);
    }
}
