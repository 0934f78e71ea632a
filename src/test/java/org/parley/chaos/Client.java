package org.parley.chaos;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.parley.chaos.Evidence.Summary;
import org.parley.testing.ChatClient;
import org.parley.testing.ChatClientAccount;
import org.parley.testing.ChatClientAccount.Answer;

/**
 * A user who does by chance what users do, keeps to the protocol, and writes everything down. Driven by one thread, with
 * {@link #run}.
 */
final class Client implements Runnable, AutoCloseable {
    private static final Duration HANDSHAKE_LIMIT = Duration.ofSeconds(8);
    private static final long RESEND_NANOS = 5_000_000_000L;
    /** Whoever has no answer and heard nothing for so long takes the connection for dead. */
    private static final long SILENCE_NANOS = 30_000_000_000L;

    private static final int FLOOD = 150;
    private static final int MOST_UNANSWERED = 20;
    private static final int LONGEST_TEXT = 3_000;
    private static final int PAGE = 100;
    /** One of so many pages is read although the summary says that there is nothing new. */
    private static final int READS_FOR_NOTHING = 5;

    private static final int LONGEST_MUTE_SECONDS = 8;
    private static final List<String> EMOJI = List.of("👍", "👎", "❤️", "🎉");

    private static final int OK = 200;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;

    private final String user;
    private final Temperament temperament;
    private final List<ChatClientAccount> doors;
    private final RandomGenerator random;
    private final List<String> others;
    private final boolean founder;
    private final Book book;
    /** From which entry on this user is a member of what. */
    private final Map<String, Long> joined = new ConcurrentSkipListMap<>();

    private final Set<String> owned = new ConcurrentSkipListSet<>();

    /** Which door is this user's own while nothing goes wrong, and through which one they came. */
    private volatile int home;

    private volatile int door;
    private volatile boolean calm;
    private volatile boolean openedCalmly;
    private volatile int roundsAsked;
    private volatile int roundsSpoken;
    private volatile List<Probe.Text> spoken = List.of();
    private volatile boolean finishing;
    private volatile boolean ended;
    private volatile long quietUntil = System.nanoTime();
    private volatile long lastHeard;
    private long lastSend;
    private int connections;
    private volatile ChatClient connection;

    /**
     * @param doors this user's session at each node
     * @param others whom this user may add to the groups that they own
     * @param founder whether this user makes a new group after they have dissolved their own ones
     */
    Client(
            Temperament temperament,
            List<ChatClientAccount> doors,
            RandomGenerator random,
            List<String> others,
            boolean founder) {
        this.user = doors.get(0).user();
        this.temperament = temperament;
        this.doors = doors;
        this.random = random;
        this.others = others;
        this.founder = founder;
        this.book = new Book(user);
    }

    String user() {
        return user;
    }

    Book book() {
        return book;
    }

    /** From now on this user goes to one node, and says only what they are asked to. */
    void calmDown(int node) {
        home = node;
        calm = true;
    }

    /** Returns whether this user is where they belong, and waits for nothing. */
    boolean isReady() {
        ChatClient present = connection;
        return calm && present != null && present.isOpen() && door == home && book.unanswered() == 0;
    }

    /** Has this user say something in each of their conversations, in the next round. */
    void speak() {
        roundsAsked++;
    }

    boolean hasSpoken() {
        return roundsSpoken == roundsAsked;
    }

    /** Returns what was said in the last round. */
    List<Probe.Text> spoken() {
        return spoken;
    }

    Set<String> conversations() {
        return Set.copyOf(joined.keySet());
    }

    /** From now on nothing new is begun. */
    void finish() {
        finishing = true;
    }

    boolean isFinished() {
        return finishing && book.unanswered() == 0;
    }

    @Override
    public void run() {
        while (!ended) {
            try {
                step();
            } catch (Rest.Away e) {
                pause(300);
            } catch (RuntimeException | AssertionError e) {
                book.fault("the client failed: " + e);
                pause(300);
            }
            pause(20 + random.nextInt(120));
        }
        bury();
    }

    /** Writes down why a connection ended, if it is not one of the ways in which one may. */
    private void bury() {
        if (connection == null || connection.isOpen()) {
            return;
        }
        connection.failure().ifPresent(failure -> book.fault("connection " + connections + " failed: " + failure));
        int code = connection.closed().join();
        if (!Closing.isAllowed(code, openedCalmly)) {
            book.fault("connection " + connections + " was closed with " + code);
        }
        connection = null;
    }

    private void step() {
        if (calm && door != home && connection != null) {
            connection.close();
        }
        if (connection == null || !connection.isOpen()) {
            bury();
            connect();
            resume(false);
            send(book.again(FLOOD));
        }
        if (System.nanoTime() < quietUntil) {
            return;
        }
        if (book.unanswered() > 0 && System.nanoTime() - lastSend > RESEND_NANOS) {
            if (System.nanoTime() - lastHeard > SILENCE_NANOS) {
                connection.cut();
                return;
            }
            send(book.again(FLOOD));
        }
        if (finishing) {
            return;
        }
        if (!calm) {
            act(random.nextInt(100));
        } else if (!hasSpoken() && book.unanswered() == 0) {
            probe();
        }
    }

    private void probe() {
        int round = roundsAsked;
        resume(false);
        List<ObjectNode> frames = new ArrayList<>();
        List<Probe.Text> texts = new ArrayList<>();
        for (String conversation : joined.keySet()) {
            ObjectNode frame = begun(ChatClient.text(conversation, "probe " + round + ", " + newText()));
            frames.add(frame);
            texts.add(new Probe.Text(user, frame.get("cid").asText(), conversation, Content.of("text", frame)));
        }
        spoken = List.copyOf(texts);
        roundsSpoken = round;
        send(frames);
    }

    private void act(int chance) {
        if (temperament == Temperament.CUTTING && chance < 5) {
            cutInTheMiddle();
        } else if (temperament == Temperament.FLOODING && chance < 5) {
            write(FLOOD);
        } else if (chance < 48) {
            write(1);
        } else if (chance < 60) {
            change();
        } else if (chance < 75) {
            tellHowFar();
        } else if (chance < 80) {
            resume(false);
        } else if (chance < 85) {
            changeGroups();
        }
    }

    private void connect() {
        int chosen = random.nextInt(doors.size());
        door = calm ? home : chosen;
        openedCalmly = calm;
        ChatClientAccount account = doors.get(door);
        int number = ++connections;
        try {
            connection = ChatClient.handshake(account.base())
                    .bearer(account.token())
                    .subprotocols("parley.v1")
                    .limit(HANDSHAKE_LIMIT)
                    .listener(frame -> arrived(number, frame))
                    .open();
            lastHeard = System.nanoTime();
        } catch (CompletionException notNow) {
            throw new Rest.Away("no connection", notNow);
        }
    }

    /** To be called with each frame that comes over a connection. Never throws: what can't be understood is a fault. */
    void arrived(int number, JsonNode frame) {
        try {
            take(number, frame);
        } catch (RuntimeException | AssertionError e) {
            book.fault("not as the protocol says: " + frame + ", " + e);
        }
    }

    private void take(int number, JsonNode frame) {
        lastHeard = System.nanoTime();
        if (temperament == Temperament.SLOW && !finishing && !calm) {
            pause(60);
        }
        switch (frame.get("type").asText()) {
            case "message" -> book.message(number, frame);
            case "ack" -> book.ack(frame);
            case "error" -> {
                boolean again = book.refused(frame);
                if (again) {
                    quietUntil = System.nanoTime() + frame.get("retryAfter").asLong() * 1_000_000;
                    lastSend = 0;
                }
            }
            case "conversation" -> changed(frame);
            case "receipt" -> {
                // Two nodes may tell of the cursors of one user at the same time, in any order.
                if (doors.size() == 1) {
                    book.moved(number, frame);
                }
            }
            default -> {
                // of no interest here
            }
        }
    }

    private void changed(JsonNode frame) {
        String conversation = frame.get("conversation").asText();
        if (frame.has("summary")) {
            belong(conversation, frame.get("summary"));
        } else {
            joined.remove(conversation);
            owned.remove(conversation);
        }
    }

    private void belong(String conversation, JsonNode summary) {
        joined.put(conversation, summary.get("joinedSeq").asLong());
        if (summary.path("role").asText().equals("owner")) {
            owned.add(conversation);
        } else {
            owned.remove(conversation);
        }
    }

    private void write(int texts) {
        List<String> to = List.copyOf(joined.keySet());
        if (to.isEmpty() || book.unanswered() >= (texts == 1 ? MOST_UNANSWERED : FLOOD)) {
            return;
        }
        List<ObjectNode> frames = new ArrayList<>();
        for (int i = 0; i < texts; i++) {
            int length = texts == 1 && random.nextInt(4) == 0 ? random.nextInt(LONGEST_TEXT) : 0;
            frames.add(begun(ChatClient.text(to.get(random.nextInt(to.size())), newText() + "x".repeat(length))));
        }
        send(frames);
    }

    private String newText() {
        return book.begun() + " of " + user;
    }

    private ObjectNode begun(ObjectNode frame) {
        frame.put("cid", user + "-" + book.begun());
        book.begin(frame, connections);
        return frame;
    }

    /** Edits or recalls what this user wrote, or reacts to what somebody did. */
    private void change() {
        List<String> all = List.copyOf(joined.keySet());
        if (all.isEmpty() || book.unanswered() >= MOST_UNANSWERED) {
            return;
        }
        String conversation = all.get(random.nextInt(all.size()));
        int chance = random.nextInt(10);
        boolean any = chance < 5 || chance == 9 && owned.contains(conversation);
        book.someText(conversation, !any, random).ifPresent(target -> {
            ObjectNode frame =
                    ChatClient.frame("send").put("conversation", conversation).put("target", target);
            if (chance < 5) {
                frame.put("kind", "reaction")
                        .put("emoji", EMOJI.get(random.nextInt(EMOJI.size())))
                        .put("on", random.nextInt(3) > 0);
            } else if (chance < 8) {
                frame.put("kind", "edit").put("text", newText());
            } else {
                frame.put("kind", "recall");
            }
            send(List.of(begun(frame)));
        });
    }

    private void send(List<ObjectNode> frames) {
        if (!frames.isEmpty()) {
            lastSend = System.nanoTime();
            connection.sendRaw(frames.size() == 1 ? frames.get(0).toString() : frames.toString());
        }
    }

    private void cutInTheMiddle() {
        write(1);
        if (random.nextBoolean()) {
            connection.sendBeginning("{\"type\":\"send\",\"cid\":\"never-" + connections + "\",\"conver");
        }
        connection.cut();
    }

    private void tellHowFar() {
        joined.forEach((conversation, from) -> {
            long held = book.held(conversation, from);
            if (held >= from) {
                long read = from + random.nextLong(held - from + 1);
                book.told(conversation, held, read);
                connection.sendRaw(ChatClient.frame("receipt")
                        .put("conversation", conversation)
                        .put("delivered", held)
                        .put("read", read)
                        .toString());
            }
        });
    }

    private void changeGroups() {
        if (!owned.isEmpty()) {
            List<String> all = List.copyOf(owned);
            manage(all.get(random.nextInt(all.size())));
        } else if (founder) {
            found(another());
        } else if (random.nextInt(10) == 0 && !joined.isEmpty()) {
            List<String> all = List.copyOf(joined.keySet());
            String left = all.get(random.nextInt(all.size()));
            command("DELETE", left, "/members/" + user, null, "left", user);
        }
    }

    private void found(String other) {
        long begun = System.nanoTime();
        Answer answer = ask("POST", "/api/conversations", "{\"name\":\"Another\",\"members\":[\"" + other + "\"]}");
        if (isYes(answer)) {
            book.command(answer.json().get("id").asText(), "created", List.of(other), begun);
        }
    }

    private void manage(String group) {
        String other = another();
        String member = "/members/" + other;
        int chance = random.nextInt(20);
        if (chance < 8) {
            String added = another();
            command("POST", group, "/members", "{\"users\":[\"" + added + "\"]}", "joined", added);
        } else if (chance < 15) {
            command("DELETE", group, member, null, "removed", other);
        } else if (chance < 17) {
            Instant until = Instant.now().plusSeconds(1 + random.nextInt(LONGEST_MUTE_SECONDS));
            command("PATCH", group, member, "{\"mutedUntil\":\"" + until + "\"}", "muted", other);
        } else if (chance < 19) {
            command("PATCH", group, member, "{\"mutedUntil\":null}", "unmuted", other);
        } else {
            command("DELETE", group, "", null, "dissolved");
        }
    }

    private void command(String method, String group, String path, String body, String event, String... users) {
        long begun = System.nanoTime();
        if (isYes(ask(method, "/api/conversations/" + group + path, body))) {
            book.command(group, event, List.of(users), begun);
        }
    }

    private static boolean isYes(Answer answer) {
        return answer.status() / 100 == 2;
    }

    private String another() {
        return others.get(random.nextInt(others.size()));
    }

    /**
     * Reads what was missed.
     *
     * @throws Rest.Away if the server is
     */
    void resume(boolean inTheEnd) {
        long asked = System.nanoTime();
        List<Summary> summaries = new ArrayList<>();
        for (JsonNode json : ask("GET", "/api/conversations", null).expect(OK).get("conversations")) {
            Summary summary = book.summary(json, asked, inTheEnd);
            summaries.add(summary);
            belong(summary.conversation(), json);
        }
        List<String> all = summaries.stream().map(Summary::conversation).toList();
        joined.keySet().retainAll(all);
        owned.retainAll(all);
        for (Summary summary : summaries) {
            boolean grew = summary.lastSeq() > book.held(summary.conversation(), summary.joinedSeq());
            if (grew || random.nextInt(READS_FOR_NOTHING) == 0) {
                read(summary);
            }
        }
    }

    private void read(Summary summary) {
        String conversation = summary.conversation();
        boolean more = true;
        while (more) {
            long held = book.held(conversation, summary.joinedSeq());
            long asked = System.nanoTime();
            Answer answer = ask("GET", FreshReader.messages(conversation) + "after=" + held + "&limit=" + PAGE, null);
            if (answer.status() == FORBIDDEN || answer.status() == NOT_FOUND) {
                joined.remove(conversation);
                owned.remove(conversation);
                return;
            }
            JsonNode page = answer.expect(OK);
            book.page(conversation, held, page, asked);
            more = page.get("more").asBoolean() && book.held(conversation, summary.joinedSeq()) > held;
            // Who left and came back meanwhile gets what is further on; whether a page has a hole is judged afterwards.
            if (page.get("more").asBoolean() && page.get("messages").isEmpty()) {
                book.fault("a page without an entry, after " + held + " of " + conversation + ", has more");
            }
        }
    }

    /**
     * Reads every conversation when all is over, as somebody who holds nothing. Of those of which this user is no member any
     * more it is asked whether they are closed to them.
     *
     * @throws Rest.Away if the server is, for long
     */
    void readAnew() {
        FreshReader reader = new FreshReader(book, path -> ask("GET", path, null));
        Set<String> all = book.conversations();
        all.addAll(joined.keySet());
        for (String conversation : all) {
            if (joined.containsKey(conversation)) {
                reader.forwards(conversation);
                reader.backwards(conversation);
            } else {
                reader.outside(conversation);
            }
        }
    }

    private Answer ask(String method, String path, String body) {
        return Rest.ask(doors.get(random.nextInt(doors.size())), method, path, body);
    }

    private static void pause(long millis) {
        LockSupport.parkNanos(millis * 1_000_000);
    }

    /** Ends what {@link #run} does, after its present step. */
    void end() {
        ended = true;
    }

    @Override
    public void close() {
        end();
        if (connection != null) {
            connection.close();
        }
    }
}
