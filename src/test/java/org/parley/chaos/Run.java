package org.parley.chaos;

import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;

import org.parley.chaos.Evidence.Member;
import org.parley.chaos.Evidence.Sent;
import org.parley.chaos.Evidence.Stored;
import org.parley.testing.Await;
import org.parley.testing.ChatClient;
import org.parley.testing.ChatClientAccount;

/** One seed: people come together, chat while things go wrong, and when all is whole again the books are balanced. */
final class Run {
    private static final Logger LOG = Logger.getLogger(Run.class.getName());
    /** The cid and the text of the message with which each direct conversation begins. */
    static final String HELLO = "hello";

    private static final Duration PATIENCE = Duration.ofSeconds(150);
    private static final Duration HEARD_WITHIN = Duration.ofSeconds(60);
    private static final int ROUNDS = 3;
    private static final Duration STORED_WITHIN = Duration.ofSeconds(120);
    private static final long QUIET_NANOS = 3_000_000_000L;

    private final Plan plan;
    private final Installation installation;
    private final List<Client> clients = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final LogTable table;

    Run(Plan plan, Installation installation) {
        this.plan = plan;
        this.installation = installation;
        this.table = new LogTable(installation, plan);
    }

    Result result(Bug bug) {
        long start = System.nanoTime();
        int lettersBefore = installation.deadLetters().size();
        Evidence evidence;
        List<String> faults;
        try {
            gather();
            clients.forEach(this::drive);
            faults = chaos();
            List<String> unheard = probe();
            settle();
            evidence = evidence(lettersBefore, unheard);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } finally {
            clients.forEach(Client::close);
        }
        long seconds = (System.nanoTime() - start) / 1_000_000_000;
        Result result = Result.of(plan, bug, seconds, faults, evidence);
        if (!result.violations().isEmpty()) {
            Path folder = Path.of(System.getProperty("parley.target", "target"), "chaos", "evidence");
            new Archive(folder.resolve(plan.mode() + "-" + plan.seed())).keep(plan, result, evidence, installation);
        }
        return result;
    }

    private void gather() {
        List<URI> nodes =
                installation.nodes().stream().map(Installation.Node::uri).toList();
        List<ChatClientAccount> accounts = IntStream.range(0, plan.clients())
                .mapToObj(i -> ChatClientAccount.register(nodes.get(i % nodes.size()), plan.user(i)))
                .toList();
        for (int i = 0; i < accounts.size(); i++) {
            try (ChatClient client = accounts.get(i).connect()) {
                client.sendAndAck(ChatClient.textTo(plan.user((i + 1) % accounts.size()), HELLO)
                        .put("cid", HELLO));
            }
        }
        List<String> all =
                IntStream.range(0, accounts.size()).mapToObj(plan::user).toList();
        for (int i = 0; i < accounts.size(); i++) {
            ChatClientAccount account = accounts.get(i);
            int number = i;
            clients.add(new Client(
                    Temperament.of(i),
                    nodes.stream().map(account::at).toList(),
                    plan.decisions(i),
                    all.stream().filter(user -> !user.equals(account.user())).toList(),
                    plan.groups().stream().anyMatch(members -> members.get(0) == number)));
        }
        for (List<Integer> members : plan.groups()) {
            List<ChatClientAccount> others =
                    members.stream().skip(1).map(accounts::get).toList();
            long begun = System.nanoTime();
            String group = accounts.get(members.get(0)).group("Group", others.toArray(ChatClientAccount[]::new));
            List<String> users = others.stream().map(ChatClientAccount::user).toList();
            clients.get(members.get(0)).book().command(group, "created", users, begun);
        }
    }

    private void drive(Client client) {
        Thread thread = new Thread(client, "client");
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private List<String> chaos() {
        long start = System.nanoTime();
        Faults faults = new Faults(installation);
        for (Fault fault : plan.faults()) {
            LockSupport.parkNanos(start + fault.at().toNanos() - System.nanoTime());
            LOG.log(Level.INFO, "seed {0}: {1}, {2} acknowledged", new Object[] {plan.seed(), fault, acknowledged()});
            faults.inject(fault);
        }
        LockSupport.parkNanos(start + plan.lasts().toNanos() - System.nanoTime());
        return faults.awaitEnd();
    }

    private int acknowledged() {
        return clients.stream().mapToInt(client -> client.book().acknowledged()).sum();
    }

    /** Returns what was not delivered although nothing goes wrong any more. */
    private List<String> probe() {
        for (int i = 0; i < clients.size(); i++) {
            clients.get(i).calmDown(i % installation.nodes().size());
        }
        waitFor("everybody was ready", PATIENCE, () -> clients.stream().allMatch(Client::isReady));
        List<String> unheard = List.of();
        for (int round = 1; round <= ROUNDS; round++) {
            unheard = round();
            if (unheard.isEmpty()) {
                break;
            }
            LOG.log(Level.WARNING, "seed {0}: round {1}: {2}", new Object[] {plan.seed(), round, unheard});
        }
        return unheard;
    }

    private List<String> round() {
        long since = System.nanoTime();
        Map<String, Book> books = new TreeMap<>();
        Map<String, Set<String>> before = new HashMap<>();
        for (Client client : clients) {
            books.put(client.user(), client.book());
            before.put(client.user(), client.conversations());
        }
        clients.forEach(Client::speak);
        waitFor(
                "everybody was heard",
                HEARD_WITHIN,
                () -> clients.stream().allMatch(Client::hasSpoken)
                        && unheard(before, books, since).isEmpty());
        return unheard(before, books, since);
    }

    private List<String> unheard(Map<String, Set<String>> before, Map<String, Book> books, long since) {
        Map<String, Set<String>> members = new HashMap<>();
        List<Probe.Text> texts = new ArrayList<>();
        List<String> silent = new ArrayList<>();
        for (Client client : clients) {
            Set<String> still = new HashSet<>(client.conversations());
            still.retainAll(before.get(client.user()));
            members.put(client.user(), still);
            if (client.hasSpoken()) {
                texts.addAll(client.spoken());
            } else {
                silent.add(client.user() + " could not say anything");
            }
        }
        silent.addAll(Probe.unheard(texts, members, books, since));
        return silent;
    }

    /** Everybody gets their answers; what was promised is stored; then everybody reads what they missed. */
    private void settle() {
        clients.forEach(Client::finish);
        waitFor("all was answered", PATIENCE, () -> clients.stream().allMatch(Client::isFinished));
        clients.forEach(Client::end);
        threads.forEach(Run::join);
        waitFor("all that was acknowledged was stored", STORED_WITHIN, this::isStored);
        waitFor("nothing more was stored", PATIENCE, this::isQuiet);
        clients.forEach(client -> waitFor("everybody had resumed", PATIENCE, () -> {
            client.resume(true);
            return true;
        }));
        clients.forEach(this::readAnew);
    }

    /** What could not be read is missed by the oracle. */
    private void readAnew(Client client) {
        try {
            client.readAnew();
        } catch (Rest.Away | AssertionError e) {
            LOG.log(Level.WARNING, "seed " + plan.seed(), e);
        }
    }

    /** If it does not come to pass, the oracle says what that means. */
    private void waitFor(String what, Duration limit, Callable<Boolean> question) {
        try {
            Await.until(what, limit, question);
        } catch (AssertionError e) {
            LOG.log(Level.WARNING, "seed " + plan.seed(), e);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isStored() throws SQLException {
        Set<String> stored = new HashSet<>();
        table.log().stream().map(Stored::cid).forEach(stored::add);
        LockSupport.parkNanos(QUIET_NANOS / 3);
        return clients.stream()
                .flatMap(client -> client.book().testimony().sent().stream())
                .filter(Sent::isAcknowledged)
                .allMatch(sent -> stored.contains(sent.cid()));
    }

    private boolean isQuiet() throws SQLException {
        int before = table.log().size();
        LockSupport.parkNanos(QUIET_NANOS);
        return before == table.log().size();
    }

    private Evidence evidence(int lettersBefore, List<String> unheard) throws SQLException {
        List<Optional<String>> letters = installation.deadLetters();
        List<Stored> log;
        List<Member> members;
        do {
            log = table.log();
            members = table.members();
            // What comes so late may have changed the members and not be in what was read of the log.
        } while (table.log().size() != log.size());
        return new Evidence(
                log,
                members,
                clients.stream().map(client -> client.book().testimony()).toList(),
                letters.subList(Math.min(lettersBefore, letters.size()), letters.size()),
                unheard);
    }
}
