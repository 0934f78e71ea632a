package org.parley.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/**
 * The clock of an application that jumps when the bench says so. It is packed into the WAR that the bench deploys, and
 * takes the place of the application's own; that of the server below, and those of other services, stay right.
 */
@ApplicationScoped
@Priority(1)
public class WrongClock {
    /** Names the file that says by how many milliseconds it is ahead. */
    static final String VARIABLE = "CHAOS_CLOCK";

    @Produces
    @Alternative
    @Singleton
    Clock clock() {
        return reading(Path.of(System.getenv(VARIABLE)));
    }

    static Clock reading(Path file) {
        return new Jumping(file).withZone(ZoneOffset.UTC);
    }

    /**
     * Sets the clock that reads this file, within a tenth of a second.
     *
     * @param ahead of the right time; negative if it is to be behind
     */
    static void set(Path file, Duration ahead) {
        try {
            Path written = Files.writeString(file.resolveSibling("clock.new"), Long.toString(ahead.toMillis()));
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads from a file how wrong it is, ten times a second; right without a file. Thread-safe. */
    private static final class Jumping implements InstantSource {
        private static final long READ_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

        private final Path file;
        private volatile long readAt = System.nanoTime() - READ_EVERY_NANOS;
        private volatile Duration ahead = Duration.ZERO;

        Jumping(Path file) {
            this.file = file;
        }

        @Override
        public Instant instant() {
            long now = System.nanoTime();
            if (now - readAt >= READ_EVERY_NANOS) {
                readAt = now;
                ahead = read();
            }
            return Instant.now().plus(ahead);
        }

        private Duration read() {
            try {
                return Files.exists(file) ? Duration.ofMillis(Long.parseLong(Files.readString(file))) : Duration.ZERO;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
