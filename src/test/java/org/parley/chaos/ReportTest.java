package org.parley.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parley.testing.ChatClientAccount;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ReportTest {
    @TempDir
    private Path folder;

    @Test
    void aRunInWhichLittleHappenedSaysNothing() {
        Duration lasts = Duration.ofMinutes(2);
        assertTrue(Result.isTooLittle(39, 100, lasts));
        assertFalse(Result.isTooLittle(40, 100, lasts));
        assertTrue(Result.isTooLittle(40, 0, lasts));
        assertTrue(Result.isTooLittle(0, 1, Duration.ofSeconds(25)));
    }

    @Test
    void aBrokenPromiseIsNamedWithItsSeedForPeopleAndForPrograms() throws IOException {
        Report report = new Report(folder);
        report.add(new Result(7, Mode.CHANNEL, Bug.NONE, 60, List.of("NODE_KILLED at 3 s"), 12, 11, 10, 40, List.of()));
        report.add(new Result(
                8,
                Mode.KAFKA,
                Bug.NONE,
                61,
                List.of(),
                5,
                5,
                4,
                9,
                List.of(new Violation(Violation.Rule.ACKNOWLEDGED_IS_STORED, "ann's a-5"))));

        String text = Files.readString(folder.resolve("report.md"));
        assertTrue(text.contains("2 seeds, 1 with violations"), text);
        assertTrue(text.contains("| 7 | CHANNEL | NONE | 60 | 1 | 12 | 11 | 10 | 40 | 0 |"), text);
        assertTrue(text.contains("NODE_KILLED at 3 s") && text.contains("ann's a-5"), text);

        List<String> lines = Files.readAllLines(folder.resolve("runs.jsonl"));
        assertEquals(2, lines.size());
        JsonNode broken = ChatClientAccount.JSON.readTree(lines.get(1));
        assertEquals(8, broken.get("seed").asInt());
        assertEquals("ACKNOWLEDGED_IS_STORED", broken.at("/details/0/rule").asText());
    }
}
