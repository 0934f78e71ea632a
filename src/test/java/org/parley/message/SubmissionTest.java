package org.parley.message;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.parley.protocol.Text;
import org.parley.user.UserRef;

import static org.junit.jupiter.api.Assertions.assertEquals;

class SubmissionTest {
    @Test
    void of_many_only_the_first_few_are_named_and_nothing_of_what_they_say() {
        assertEquals("", Submission.named(List.of()));
        assertEquals("conversation 1 cid c1", Submission.named(some(1)));
        assertEquals("conversation 1 cid c1, conversation 2 cid c2, conversation 3 cid c3", Submission.named(some(3)));
        assertEquals(
                "conversation 1 cid c1, conversation 2 cid c2, conversation 3 cid c3 and 253 more",
                Submission.named(some(256)));
    }

    private static List<Submission> some(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> Submission.of(
                        new UserRef(7, "alice", "Alice"),
                        i,
                        "c" + i,
                        new Text("a secret", Optional.empty(), List.of()),
                        "none"))
                .toList();
    }
}
