package org.parley.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

/**
 * What a seed stands for: who is there, in which groups, and which faults come when. The same seed is the same plan, and
 * the same decisions of each client in the same situation; how the threads of all the processes are woven together is not
 * ours to choose, so a violation may need the seed more than once.
 *
 * @param groups the members of each group, as numbers of clients; the first one owns it
 */
record Plan(long seed, Mode mode, int clients, List<List<Integer>> groups, List<Fault> faults, Duration lasts) {
    private static final int CLIENTS = 12;
    private static final int GROUPS = 3;
    private static final int FEWEST_MEMBERS = 4;
    private static final int QUIET_MILLIS = 2_000;
    private static final int LONGEST_PAUSE_MILLIS = 9_000;
    private static final int SHORTEST_MILLIS = 1_000;
    private static final int LONGEST_MILLIS = 12_000;

    static Plan of(long seed, Mode mode, Duration lasts) {
        return of(seed, mode, lasts, Fault.Kind.of(mode));
    }

    /** @param kinds the faults to choose from */
    static Plan of(long seed, Mode mode, Duration lasts, List<Fault.Kind> kinds) {
        Random random = new Random(seed * 31 + mode.ordinal());
        List<List<Integer>> groups = new ArrayList<>();
        for (int group = 0; group < GROUPS; group++) {
            groups.add(random.ints(0, CLIENTS)
                    .distinct()
                    .limit(FEWEST_MEMBERS + random.nextInt(CLIENTS / 2))
                    .boxed()
                    .toList());
        }
        return new Plan(seed, mode, CLIENTS, groups, faults(random, mode, lasts, kinds), lasts);
    }

    /** One after the other begins; they overlap, but not on the same target, which also gets time to recover. */
    private static List<Fault> faults(Random random, Mode mode, Duration lasts, List<Fault.Kind> kinds) {
        List<Fault> faults = new ArrayList<>();
        long at = QUIET_MILLIS + random.nextInt(QUIET_MILLIS);
        while (at < lasts.toMillis() - QUIET_MILLIS) {
            Fault fault = new Fault(
                    Duration.ofMillis(at),
                    Duration.ofMillis(SHORTEST_MILLIS + random.nextInt(LONGEST_MILLIS - SHORTEST_MILLIS)),
                    kinds.get(random.nextInt(kinds.size())),
                    random.nextInt(mode.nodes()));
            if (faults.stream().noneMatch(fault::isTooSoonAfter)) {
                faults.add(fault);
            }
            at += random.nextInt(LONGEST_PAUSE_MILLIS);
        }
        faults.sort(Comparator.comparing(Fault::at));
        return List.copyOf(faults);
    }

    /** The decisions of one client. */
    RandomGenerator decisions(int client) {
        return new Random(seed * 1_000_003 + client);
    }

    /** The name of a client, which no other seed has. */
    String user(int client) {
        return "s" + seed + "-" + client;
    }
}
