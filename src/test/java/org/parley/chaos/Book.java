package org.parley.chaos;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.parley.chaos.Evidence.Command;
import org.parley.chaos.Evidence.Entry;
import org.parley.chaos.Evidence.Live;
import org.parley.chaos.Evidence.Moved;
import org.parley.chaos.Evidence.Outside;
import org.parley.chaos.Evidence.Page;
import org.parley.chaos.Evidence.Reading;
import org.parley.chaos.Evidence.Seen;
import org.parley.chaos.Evidence.Sent;
import org.parley.chaos.Evidence.Summary;
import org.parley.chaos.Evidence.Testimony;
import org.parley.chaos.Evidence.Told;

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
                    Content.of(frame.get("kind").asText(), frame),
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

    private static final Set<String> TO_BE_SENT_AGAIN = Set.of("rate_limited", "overloaded", "unavailable");
    private static final int NEWEST = 40;

    private final String user;
    private final Map<String, Draft> drafts = new LinkedHashMap<>();
    private final Map<String, ObjectNode> unanswered = new LinkedHashMap<>();
    private final List<Command> commands = new ArrayList<>();
    private final List<Live> live = new ArrayList<>();
    private final List<Page> pages = new ArrayList<>();
    private final List<Summary> summaries = new ArrayList<>();
    private final List<Summary> resumed = new ArrayList<>();
    private final List<Told> told = new ArrayList<>();
    private final List<Moved> moved = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private final Map<String, TreeMap<Long, Seen>> views = new HashMap<>();
    private final List<Reading> anew = new ArrayList<>();
    private final List<Outside> outside = new ArrayList<>();
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

    synchronized boolean isAcknowledged(String cid) {
        return drafts.get(cid).acknowledged != Long.MAX_VALUE;
    }

    /** Returns whether the server said no for good. */
    synchronized boolean isRefused(String cid) {
        return drafts.get(cid).refused;
    }

    /** Returns whether this came over a connection at this time or later. */
    synchronized boolean heard(Probe.Text text, long since) {
        for (int i = live.size() - 1; i >= 0 && live.get(i).at() >= since; i--) {
            Entry entry = live.get(i).entry();
            if (entry.conversation().equals(text.conversation())
                    && entry.from().equals(text.user())
                    && entry.content().equals(text.content())) {
                return true;
            }
        }
        return false;
    }

    private void place(Draft draft, long seq) {
        if (draft.seq != null && draft.seq != seq) {
            faults.add(draft.sent() + " was also told to be " + seq);
        }
        if (draft.seq == null) {
            draft.seq = seq;
            draft.placed = System.nanoTime();
            Sent sent = draft.sent();
            keep(Seen.live(new Entry(sent.conversation(), seq, user, sent.content())), false);
        }
    }

    /** Returns whether the same is to be sent again, when the time has come. */
    synchronized boolean refused(JsonNode error) {
        String code = error.path("code").asText();
        Draft draft = drafts.get(error.path("cid").asText());
        boolean again = TO_BE_SENT_AGAIN.contains(code);
        if (draft == null) {
            // A receipt, of somebody who is no member any more.
            if (!again && !code.equals("forbidden")) {
                faults.add("refused: " + error);
            }
        } else if (again) {
            draft.askedAgain++;
        } else {
            draft.refused = true;
            unanswered.remove(error.path("cid").asText());
            boolean change = draft.frame.has("target");
            if (!code.matches(change ? "forbidden|not_found|conflict" : "forbidden|not_found")) {
                faults.add("refused for good: " + error);
            }
        }
        if (again && !error.has("retryAfter")) {
            faults.add("refused without a time to wait: " + error);
        }
        return again;
    }

    synchronized void message(int connection, JsonNode message) {
        Entry entry = entry(message);
        live.add(new Live(connection, entry, System.nanoTime()));
        keep(Seen.live(entry), false);
        Draft draft = entry.from().equals(user) ? drafts.get(message.path("cid").asText()) : null;
        if (draft != null) {
            place(draft, entry.seq());
        }
    }

    private void keep(Seen seen, boolean page) {
        Entry entry = seen.entry();
        Map<Long, Seen> view = views.computeIfAbsent(entry.conversation(), none -> new TreeMap<>());
        Seen before = view.get(entry.seq());
        if (before == null || page && seen.changed() >= before.changed()) {
            view.put(entry.seq(), seen);
        }
        boolean mayDiffer = entry.content().kind().equals("edit");
        if (before != null
                && before.changed() == seen.changed()
                && !mayDiffer
                && !before.entry().equals(entry)) {
            faults.add(seen + " was " + before);
        }
    }

    /** Returns one of the newest texts of a conversation that this user holds, if there is one. */
    synchronized Optional<Long> someText(String conversation, boolean own, RandomGenerator random) {
        List<Long> texts = views.getOrDefault(conversation, new TreeMap<>()).descendingMap().values().stream()
                .limit(NEWEST)
                .map(Seen::entry)
                .filter(entry -> entry.content().isSaid()
                        && !Content.isRecalled(entry.content().says()))
                .filter(entry -> !own || entry.from().equals(user))
                .map(Entry::seq)
                .toList();
        return texts.isEmpty() ? Optional.empty() : Optional.of(texts.get(random.nextInt(texts.size())));
    }

    /** Returns the seq after which something is missing, from where this user joined. */
    synchronized long held(String conversation, long joinedSeq) {
        Map<Long, Seen> view = views.getOrDefault(conversation, new TreeMap<>());
        long held = joinedSeq - 1;
        while (view.containsKey(held + 1)) {
            held++;
        }
        return held;
    }

    synchronized void page(String conversation, long after, JsonNode page, long asked) {
        boolean end = !page.get("more").asBoolean();
        shown(conversation, after, page, end, asked).forEach(seen -> keep(seen, true));
    }

    /**
     * Writes down what a page shows, and leaves what this user holds as it is.
     *
     * @param end whether the log ends with it
     * @return its entries
     */
    synchronized List<Seen> shown(String conversation, long after, JsonNode page, boolean end, long asked) {
        List<Seen> entries = new ArrayList<>();
        page.get("messages").forEach(message -> entries.add(seen(message)));
        pages.add(new Page(conversation, after, entries, end, asked, System.nanoTime()));
        return entries;
    }

    synchronized void anew(Reading reading) {
        anew.add(reading);
    }

    synchronized void outside(String conversation, int status) {
        outside.add(new Outside(conversation, status));
    }

    /** Returns all conversations of which this user ever held something, or to which they wrote. */
    synchronized Set<String> conversations() {
        Set<String> all = new TreeSet<>(views.keySet());
        drafts.values().forEach(draft -> all.add(draft.frame.get("conversation").asText()));
        return all;
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

    /** To be called before the server is told so. */
    synchronized void told(String conversation, long delivered, long read) {
        told.add(new Told(conversation, delivered, read, System.nanoTime()));
    }

    synchronized void moved(int connection, JsonNode receipt) {
        moved.add(new Moved(
                connection,
                receipt.get("conversation").asText(),
                receipt.get("user").asText(),
                receipt.get("delivered").asLong(),
                receipt.get("read").asLong()));
    }

    /** Something was done to a group by REST, as the server says. */
    synchronized void command(String conversation, String event, List<String> users, long begun) {
        commands.add(new Command(conversation, event, List.copyOf(users), begun, System.nanoTime()));
    }

    synchronized void fault(String what) {
        faults.add(what);
    }

    private static Entry entry(JsonNode message) {
        return new Entry(
                message.get("conversation").asText(),
                message.get("seq").asLong(),
                message.get("from").asText(),
                Content.of(message.get("kind").asText(), message));
    }

    private static Seen seen(JsonNode message) {
        Map<String, Set<String>> reactions = new HashMap<>();
        for (JsonNode reaction : message.path("reactions")) {
            reactions.put(reaction.get("emoji").asText(), new TreeSet<>(Content.users(reaction)));
        }
        return new Seen(entry(message), message.path("changed").asLong(), reactions);
    }

    synchronized Testimony testimony() {
        Map<String, Map<Long, Seen>> held = new HashMap<>();
        views.forEach((conversation, view) -> held.put(conversation, Map.copyOf(view)));
        return new Testimony(
                user,
                drafts.values().stream().map(Draft::sent).toList(),
                List.copyOf(commands),
                List.copyOf(live),
                List.copyOf(pages),
                List.copyOf(summaries),
                List.copyOf(told),
                List.copyOf(moved),
                List.copyOf(faults),
                List.copyOf(resumed),
                held,
                List.copyOf(anew),
                List.copyOf(outside));
    }
}
