package org.parley.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Every input that is kept is parsed as it must be, and so is what differs from one in some bytes. */
class CorpusTest {
    private static final int CHANGED = 200;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @ParameterizedTest
    @EnumSource
    void whatIsKeptIsParsed(Target target) throws IOException {
        List<Path> files = kept(target);
        assertTrue(files.size() >= 3, () -> "too few in " + target.corpus());
        for (Path file : files) {
            byte[] input = Files.readAllBytes(file);
            assertDoesNotThrow(() -> assertTimeout(LIMIT, () -> target.parse(input)), file::toString);
        }
    }

    @ParameterizedTest
    @EnumSource
    void soIsWhatDiffersInSomeBytes(Target target) throws IOException {
        for (Path file : kept(target)) {
            byte[] input = Files.readAllBytes(file);
            for (int seed = 0; seed < CHANGED; seed++) {
                byte[] changed = changed(input, new Random(seed));
                assertDoesNotThrow(() -> target.parse(changed), () -> file + " changed by seed");
            }
        }
    }

    private static List<Path> kept(Target target) throws IOException {
        try (Stream<Path> files = Files.list(target.corpus())) {
            return files.sorted().toList();
        }
    }

    private static byte[] changed(byte[] input, Random random) {
        byte[] changed = java.util.Arrays.copyOf(input, Math.max(1, input.length + random.nextInt(3) - 1));
        for (int i = random.nextInt(4); i >= 0; i--) {
            changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
        }
        return changed;
    }
}
