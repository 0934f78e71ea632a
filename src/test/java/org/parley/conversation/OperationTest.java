package org.parley.conversation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class OperationTest {
    private static final Path MANUAL = Path.of("src/site/markdown/permissions.md");

    @Test
    void the_manual_says_what_the_code_does() throws IOException {
        List<List<String>> rows = Files.readAllLines(MANUAL).stream()
                .filter(line -> line.startsWith("|") && !line.startsWith("|---"))
                .map(OperationTest::cells)
                .toList();

        Stream<String> head = Stream.concat(
                Stream.concat(
                        Stream.of("operation"), Arrays.stream(Standing.values()).map(OperationTest::words)),
                Stream.of("while muted or blocked", "in a disabled group"));
        assertEquals(head.toList(), rows.get(0));
        assertEquals(
                Arrays.stream(Operation.values()).map(OperationTest::row).toList(),
                rows.subList(1, 1 + Operation.values().length));
    }

    @Test
    void what_is_done_to_somebody_is_done_to_those_of_a_lower_role_only() {
        for (Standing actor : Standing.values()) {
            for (Standing concerned : Standing.values()) {
                boolean allowed =
                        actor == Standing.OWNER && (concerned == Standing.ADMIN || concerned == Standing.MEMBER)
                                || actor == Standing.ADMIN && concerned == Standing.MEMBER;
                assertEquals(allowed, Operation.REMOVE.allowed(actor, concerned), actor + " removes " + concerned);
            }
        }
    }

    @Test
    void who_may_not_is_told_so() {
        Refusal refusal = assertThrows(Refusal.class, () -> Operation.DISSOLVE.demand(Standing.ADMIN));

        assertEquals(ErrorCode.FORBIDDEN, refusal.code());
        assertDoesNotThrow(() -> Operation.DISSOLVE.demand(Standing.OWNER));
    }

    @Test
    void in_a_direct_conversation_roles_mean_nothing() {
        assertEquals(Standing.PARTNER, Standing.of(false, Optional.of(Role.OWNER)));
        assertEquals(Standing.ADMIN, Standing.of(true, Optional.of(Role.ADMIN)));
        assertEquals(Standing.STRANGER, Standing.of(true, Optional.empty()));
    }

    private static List<String> row(Operation operation) {
        Stream<String> answers = Arrays.stream(Standing.values())
                .map(operation::answer)
                .map(answer -> answer.name().toLowerCase(Locale.ROOT));
        return Stream.concat(
                        Stream.concat(Stream.of(words(operation)), answers),
                        Stream.of(operation.whileSilenced(), operation.whileDisabled())
                                .map(allowed -> allowed ? "yes" : "no"))
                .toList();
    }

    private static String words(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static List<String> cells(String line) {
        return Arrays.stream(line.substring(1, line.lastIndexOf('|')).split("\\|"))
                .map(String::strip)
                .toList();
    }
}
