package org.parley.guarantee;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.parley.testing.ApplicationServer;
import org.parley.testing.ChatClient;
import org.parley.testing.ChatClientAccount;
import org.parley.testing.ChatClientParticipant;

/** Pairs and groups who write to each other, and go on until everything that they sent is acknowledged. */
final class Crowd implements AutoCloseable {
    private static final int THREADS = 4;

    private final ChatClientAccount[] accounts;
    private final List<ChatClientParticipant> participants = new ArrayList<>();
    private final List<ChatClientParticipant> secondDevices = new ArrayList<>();
    private final Map<String, List<Integer>> conversations = new HashMap<>();
    private final Map<Integer, List<String>> conversationsOf = new HashMap<>();
    private final int perUser;
    private final AtomicBoolean enough = new AtomicBoolean();

    /** @param perUser how many texts each user sends at most, most of them to the other one of their pair */
    Crowd(ApplicationServer server, int pairs, int groups, int groupSize, int perUser) {
        this(List.of(server), pairs, groups, groupSize, perUser);
    }

    /** The same on several nodes: neighbours are on different ones, and go to the next when theirs is away. */
    Crowd(List<ApplicationServer> servers, int pairs, int groups, int groupSize, int perUser) {
        this(
                pairs,
                groups,
                groupSize,
                perUser,
                servers.stream().map(ApplicationServer::baseUri).toList());
    }

    /** The same behind a proxy, which chooses the node. */
    static Crowd behind(URI proxy, int pairs, int groups, int groupSize, int perUser) {
        return new Crowd(pairs, groups, groupSize, perUser, List.of(proxy));
    }

    private Crowd(int pairs, int groups, int groupSize, int perUser, List<URI> servers) {
        URI server = servers.get(0);
        this.perUser = perUser;
        this.accounts = IntStream.range(0, 2 * pairs)
                .mapToObj(i -> ChatClientAccount.register(server, "user-" + i))
                .toArray(ChatClientAccount[]::new);
        for (int pair = 0; pair < pairs; pair++) {
            try (ChatClient client = accounts[2 * pair].connect()) {
                String id = client.sendAndAck(ChatClient.textTo(accounts[2 * pair + 1].user(), "first"))
                        .get("conversation")
                        .asText();
                join(id, List.of(2 * pair, 2 * pair + 1));
            }
        }
        for (int group = 0; group < groups; group++) {
            int first = group * accounts.length / groups;
            List<Integer> members = IntStream.range(0, groupSize)
                    .mapToObj(i -> (first + i) % accounts.length)
                    .toList();
            ChatClientAccount[] others =
                    members.stream().skip(1).map(i -> accounts[i]).toArray(ChatClientAccount[]::new);
            join(accounts[members.get(0)].group("Group " + group, others), members);
        }
        for (int user = 0; user < accounts.length; user++) {
            participants.add(
                    new ChatClientParticipant(doors(user, user, servers), texts(user, conversationsOf.get(user))));
        }
    }

    /** From now on each user has a second device, on another node, which only listens. */
    Crowd withSecondDevices(List<ApplicationServer> servers) {
        List<URI> nodes = servers.stream().map(ApplicationServer::baseUri).toList();
        for (int user = 0; user < accounts.length; user++) {
            secondDevices.add(new ChatClientParticipant(doors(user + 1, user, nodes), Collections.emptyIterator()));
        }
        return this;
    }

    /** Nobody begins a text sooner than so long after their last one. */
    Crowd pace(Duration atLeast) {
        participants.forEach(participant -> participant.pace(atLeast));
        return this;
    }

    private List<ChatClientAccount> doors(int first, int user, List<URI> servers) {
        return IntStream.range(0, servers.size())
                .mapToObj(i -> accounts[user].at(servers.get((first + i) % servers.size())))
                .toList();
    }

    private void join(String conversation, List<Integer> members) {
        conversations.put(conversation, members);
        members.forEach(user ->
                conversationsOf.computeIfAbsent(user, none -> new ArrayList<>()).add(conversation));
    }

    private Iterator<ObjectNode> texts(int user, List<String> to) {
        return new Iterator<>() {
            private int sent;

            @Override
            public boolean hasNext() {
                return sent < perUser && !enough.get();
            }

            @Override
            public ObjectNode next() {
                sent++;
                int target = sent % 5 == 0 ? sent / 5 % to.size() : 0;
                return ChatClient.text(to.get(target), Integer.toString(sent)).put("cid", "u" + user + "-" + sent);
            }
        };
    }

    List<ChatClientParticipant> participants() {
        return participants;
    }

    /** The second device of each participant, at the same position; empty if they have none. */
    List<ChatClientParticipant> secondDevices() {
        return secondDevices;
    }

    /** Everybody reads what they missed. */
    void catchUp() {
        participants.forEach(ChatClientParticipant::catchUp);
        secondDevices.forEach(ChatClientParticipant::catchUp);
    }

    /** The members of each conversation, as positions in the list of participants. */
    Map<String, List<Integer>> conversations() {
        return conversations;
    }

    /** Nobody begins another text. */
    void enough() {
        enough.set(true);
    }

    /** What everybody's messages were acknowledged with until now. */
    List<JsonNode> acks() {
        return participants.stream()
                .flatMap(participant -> participant.acknowledged().values().stream())
                .toList();
    }

    int acknowledged() {
        return participants.stream().mapToInt(p -> p.acknowledged().size()).sum();
    }

    int refusals() {
        return participants.stream().mapToInt(ChatClientParticipant::refusals).sum();
    }

    /**
     * Lets everybody write until all that was sent is acknowledged.
     *
     * @param trouble what may happen to somebody each time that they did something
     */
    CompletableFuture<Void> write(Consumer<ChatClientParticipant> trouble, long limitSeconds) {
        ExecutorService executor = Executors.newFixedThreadPool(THREADS);
        long end = System.nanoTime() + limitSeconds * 1_000_000_000L;
        CompletableFuture<?>[] workers = IntStream.range(0, THREADS)
                .mapToObj(worker -> CompletableFuture.runAsync(() -> write(worker, trouble, end), executor))
                .toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(workers).whenComplete((done, failure) -> executor.shutdownNow());
    }

    private void write(int worker, Consumer<ChatClientParticipant> trouble, long end) {
        boolean done = false;
        while (!done) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not all was acknowledged in time, only " + acknowledged());
            }
            done = true;
            for (int i = worker; i < participants.size(); i += THREADS) {
                boolean finished = participants.get(i).step();
                done &= finished;
                if (!finished) {
                    trouble.accept(participants.get(i));
                }
            }
            for (int i = worker; i < secondDevices.size(); i += THREADS) {
                secondDevices.get(i).step();
            }
            LockSupport.parkNanos(2_000_000);
        }
    }

    @Override
    public void close() {
        enough();
        participants.forEach(ChatClientParticipant::close);
        secondDevices.forEach(ChatClientParticipant::close);
    }
}
