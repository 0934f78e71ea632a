package org.parley.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Jazzer searches for a short time with every build; {@code mvn -Pfuzz} searches for longer. */
class FuzzIT {
    private static final int SECONDS = 10;

    @Test
    void theFuzzerFindsNothing() throws IOException, InterruptedException {
        Path folder =
                Path.of(System.getProperty("parley.target", "target"), "fuzz").toAbsolutePath();
        Path log = Files.createDirectories(folder).resolve("fuzz.log");
        Jazzer jazzer = new Jazzer(folder, "all", SECONDS);
        int exitCode = jazzer.run(ProcessBuilder.Redirect.to(log.toFile()));
        List<String> lines = Files.readAllLines(log);
        assertEquals(0, exitCode, () -> "see " + log + "\n" + end(lines));
        assertTrue(lines.stream().anyMatch(line -> line.contains("Done ")), () -> "it searched; " + end(lines));
    }

    private static String end(List<String> lines) {
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
    }
}
