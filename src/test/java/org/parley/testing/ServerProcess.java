package org.parley.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * A real server in an operating system process of its own.
 *
 * <p>It ends with this JVM at the latest; if this JVM was itself killed, the next start in the same folder ends it. Its
 * output is appended to a file. Every wait has a limit.
 */
final class ServerProcess {
    private static final Set<ServerProcess> RUNNING = ConcurrentHashMap.newKeySet();
    private static final Duration POLL = Duration.ofMillis(20);
    private static final Duration KILL_LIMIT = Duration.ofSeconds(10);
    private static final int TAIL_LINES = 60;

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(ServerProcess::kill), "end servers"));
    }

    private final String name;
    private final Process process;
    private final Path log;
    private final Path pidFile;

    private ServerProcess(String name, Process process, Path log, Path pidFile) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.pidFile = pidFile;
    }

    /**
     * Starts a process.
     *
     * @param folder its working directory, which also takes the file {@code pid}
     * @param log gets standard output and error
     * @param environment added to this process's environment
     */
    static ServerProcess start(
            String name, Path folder, Path log, List<String> command, Map<String, String> environment)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        Process process = builder.start();
        Path pidFile = folder.resolve("pid");
        ServerProcess server = new ServerProcess(name, process, log, pidFile);
        RUNNING.add(server);
        Files.writeString(
                pidFile,
                process.pid() + " "
                        + process.info().startInstant().map(Instant::toString).orElse(""));
        return server;
    }

    /** Ends the server that an earlier JVM left running in this folder, if there is one. */
    static void endLeftover(Path folder) {
        String[] left = Folders.text(folder.resolve("pid")).split(" ", 2);
        if (left.length < 2 || left[1].isBlank()) {
            return;
        }
        Optional<ProcessHandle> same = ProcessHandle.of(Long.parseLong(left[0])).filter(p -> p.info()
                .startInstant()
                .map(Instant::toString)
                .orElse("")
                .equals(left[1]));
        same.ifPresent(handle -> {
            handle.destroyForcibly();
            await(handle, KILL_LIMIT);
        });
    }

    /** Waits like {@link #awaitReady(Duration, BooleanSupplier, Supplier)} for a server that tells nothing of itself. */
    ServerProcess awaitReady(Duration limit, BooleanSupplier ready) {
        return awaitReady(limit, ready, () -> "see its log");
    }

    /**
     * Waits until the server answers. If it does not, nothing is left running.
     *
     * @param ready may throw an IllegalStateException if waiting is in vain
     * @param state what is known of the server, asked while it still runs, when the time is up
     * @throws IllegalStateException with the end of the log, if the process ended or the time is up
     */
    ServerProcess awaitReady(Duration limit, BooleanSupplier ready, Supplier<String> state) {
        long end = System.nanoTime() + limit.toNanos();
        try {
            while (!ready.getAsBoolean()) {
                if (ended(POLL)) {
                    throw new IllegalStateException(name + " ended with exit code " + process.exitValue());
                }
                if (System.nanoTime() > end) {
                    throw new IllegalStateException(name + " did not get ready within " + limit + ": " + state.get());
                }
            }
            return this;
        } catch (IllegalStateException e) {
            kill();
            throw new IllegalStateException(e.getMessage() + ", see " + log + "\n" + tail(), e);
        }
    }

    /**
     * Waits until the process has done its work and ended by itself.
     *
     * @throws IllegalStateException with the end of the log, if it failed or the time is up
     */
    void awaitEnd(Duration limit) {
        boolean ended = ended(limit);
        kill();
        if (!ended || process.exitValue() != 0) {
            throw new IllegalStateException(
                    name + (ended ? " failed" : " took longer than " + limit) + ", see " + log + "\n" + tail());
        }
    }

    /** Asks the server to end (SIGTERM) and waits for it. If it does not within the limit, kills it and throws. */
    void stop(Duration limit) {
        process.destroy();
        boolean graceful = ended(limit);
        kill();
        if (!graceful) {
            throw new IllegalStateException(name + " did not stop within " + limit + ", see " + log + "\n" + tail());
        }
    }

    /** Kills the process (SIGKILL) and waits until it is gone. Does nothing if it is gone already. */
    void kill() {
        process.destroyForcibly();
        if (!ended(KILL_LIMIT)) {
            throw new IllegalStateException(name + " (" + process.pid() + ") survived being killed");
        }
        RUNNING.remove(this);
        pidFile.toFile().delete();
    }

    long id() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    private boolean ended(Duration limit) {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
            throw new IllegalStateException("interrupted while waiting for " + name, e);
        }
    }

    private static void await(ProcessHandle handle, Duration limit) {
        try {
            handle.onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("process " + handle.pid() + " of an earlier run survived being killed", e);
        }
    }

    private String tail() {
        List<String> lines = Folders.text(log).lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    }
}
