package org.parley.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A server in a process of its own, which can be stopped and killed. Not safe for use by several threads. */
public abstract class Service implements AutoCloseable {
    final Path folder;
    final Path log;

    /** Null while the server does not run by our will. */
    ServerProcess process;

    private final Duration stopLimit;

    /** @param folder where all that it writes lies, its log too */
    Service(Path folder, Duration stopLimit) {
        this.folder = folder;
        this.log = folder.resolve("server.log");
        this.stopLimit = stopLimit;
    }

    /** Stops the server in an orderly way (SIGTERM) and waits for its end. What it keeps on disk stays. */
    public final void stop() {
        if (process != null) {
            process.stop(stopLimit);
            process = null;
        }
    }

    /** Kills the server's process (SIGKILL) and waits for its end. What it keeps on disk stays. */
    public final void kill() {
        if (process != null) {
            process.kill();
            process = null;
        }
    }

    /** Lets the process stand still (SIGSTOP): connections stay, and nothing is answered until {@link #resume()}. */
    public final void pause() {
        signal("-STOP");
    }

    /** Lets a paused process go on (SIGCONT). */
    public final void resume() {
        signal("-CONT");
    }

    /** Sends the process a signal, named as for {@code kill}. */
    final void signal(String signal) {
        try {
            Process kill = new ProcessBuilder("kill", signal, Long.toString(processId()))
                    .redirectErrorStream(true)
                    .start();
            if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
                throw new IllegalStateException("the server of " + folder.getFileName() + " took no signal " + signal);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Ends the server. What it wrote stays below {@code target} for inspection until the next run. */
    @Override
    public void close() {
        kill();
    }

    public final boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** The id of the server's process, as for accounting of its processor time. It changes with each start. */
    public final long processId() {
        if (process == null) {
            throw new IllegalStateException("the server of " + folder.getFileName() + " is not running");
        }
        return process.id();
    }

    /** What the server has logged since the first start. */
    public final String logs() {
        return Folders.text(log);
    }
}
