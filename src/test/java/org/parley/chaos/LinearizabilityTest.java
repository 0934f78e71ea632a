package org.parley.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LinearizabilityTest {
    private static final long NEVER = Long.MAX_VALUE;

    private static Operation append(long seq, long invoked, long returned) {
        return new Operation(Operation.Kind.APPEND, seq, invoked, returned, "append");
    }

    private static Operation end(long seq, long invoked, long returned) {
        return new Operation(Operation.Kind.READ_TO_END, seq, invoked, returned, "read");
    }

    private static Operation atLeast(long seq, long invoked, long returned) {
        return new Operation(Operation.Kind.READ, seq, invoked, returned, "read");
    }

    private static void good(Operation... history) {
        assertEquals(Optional.empty(), Linearizability.violation(List.of(history)));
        assertTrue(bruteForce(List.of(history)), "the slow checker says so, too");
    }

    private static void bad(Operation... history) {
        assertTrue(Linearizability.violation(List.of(history)).isPresent());
        assertTrue(!bruteForce(List.of(history)), "the slow checker says so, too");
    }

    @Test
    void oneAfterTheOtherIsGood() {
        good(append(1, 0, 10), end(1, 11, 12), append(2, 13, 20), end(2, 21, 22), atLeast(1, 23, 24));
    }

    @Test
    void appendsAtTheSameTimeMayTakeEitherPlace() {
        good(append(2, 0, 10), append(1, 5, 15));
    }

    @Test
    void anAppendThatWasOverBeforeAnotherBeganHasTheLowerSeq() {
        bad(append(2, 0, 10), append(1, 11, 20));
    }

    @Test
    void aReadSeesWhatWasAppendedBeforeItBegan() {
        bad(append(1, 0, 10), end(0, 11, 12));
        good(append(1, 0, 12), end(0, 11, 13));
    }

    @Test
    void aReadDoesNotSeeWhatIsAppendedAfterIt() {
        bad(end(1, 0, 10), append(1, 11, 20));
        bad(atLeast(1, 0, 10), append(1, 11, 20));
    }

    @Test
    void readsDoNotGoBack() {
        bad(append(1, 0, 100), end(1, 10, 20), end(0, 30, 40));
        good(append(1, 0, 100), end(1, 10, 35), end(0, 30, 40));
        bad(append(1, 0, NEVER), append(2, 0, NEVER), atLeast(2, 10, 20), end(1, 30, 40));
    }

    @Test
    void readsOfTheSameEndMayOverlapAnyhow() {
        good(append(1, 0, 100), end(1, 10, 20), end(1, 30, 40), end(1, 5, 60), append(2, 35, 90));
    }

    @Test
    void whatNobodyHeardOfMayHaveHappenedLate() {
        good(append(1, 0, NEVER), end(0, 1_000, 1_001), end(1, 2_000, 2_001));
        bad(append(1, 0, 5), end(0, 1_000, 1_001), end(1, 2_000, 2_001));
    }

    @Test
    void itAgreesWithTryingAllOrdersOnAnyHistory() {
        Random random = new Random(42);
        int good = 0;
        for (int i = 0; i < 5_000; i++) {
            List<Operation> history = any(random);
            boolean expected = bruteForce(history);
            good += expected ? 1 : 0;
            assertEquals(expected, Linearizability.violation(history).isEmpty(), history::toString);
        }
        assertTrue(good > 500 && good < 4_500, "some were good and some were not, " + good);
    }

    private static List<Operation> any(Random random) {
        List<Operation> history = new ArrayList<>();
        int appends = 1 + random.nextInt(3);
        for (int seq = 1; seq <= appends; seq++) {
            long invoked = 4 * seq + random.nextInt(10);
            history.add(append(seq, invoked, random.nextInt(6) == 0 ? NEVER : invoked + 1 + random.nextInt(15)));
        }
        for (int read = random.nextInt(4); read > 0; read--) {
            long invoked = random.nextInt(30);
            int seq = random.nextInt(appends + 1);
            long returned = invoked + 1 + random.nextInt(15);
            history.add(random.nextBoolean() ? end(seq, invoked, returned) : atLeast(seq, invoked, returned));
        }
        return history;
    }

    /** Wing and Gong's way: next may be whatever was begun before anything that is left ended, if the log allows it. */
    private static boolean bruteForce(List<Operation> left) {
        return bruteForce(left, 0);
    }

    private static boolean bruteForce(List<Operation> left, long end) {
        if (left.isEmpty()) {
            return true;
        }
        long firstReturn = left.stream().mapToLong(Operation::returned).min().orElseThrow();
        for (Operation next : left) {
            if (next.invoked() <= firstReturn && fits(next, end)) {
                List<Operation> rest = new ArrayList<>(left);
                rest.remove(next);
                if (bruteForce(rest, next.kind() == Operation.Kind.APPEND ? next.position() : end)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean fits(Operation operation, long end) {
        return switch (operation.kind()) {
            case APPEND -> operation.position() == end + 1;
            case READ_TO_END -> operation.position() == end;
            case READ -> operation.position() <= end;
        };
    }
}
