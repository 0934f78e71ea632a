package org.parley.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A real Redis in a process of its own.
 *
 * <p>It keeps nothing on disk, so after {@link #stop()} or {@link #kill()} it is empty. It listens on the loopback
 * address only, and its port stays the same over restarts of one object. No two servers of the same name may run at the
 * same time. Not safe for use by several threads.
 */
public final class RedisServer extends Service {
    private static final Duration START_LIMIT = Duration.ofSeconds(20);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
    private static final int PROBE_MILLIS = 2_000;

    private final String name;
    private final Path program =
            Folders.prepared("parley.redis", Folders.target().resolve("redis").resolve("redis-server"));
    private final int port = Ports.free();
    private final List<String> options = new ArrayList<>();
    private boolean tls;
    private boolean prepared;

    /** Describes a server, not started yet. The name is the one of its folder and log file. */
    public RedisServer(String name) {
        super(Folders.services().resolve("redis-" + name), STOP_LIMIT);
        this.name = name;
    }

    /** Sets an option of the server, such as {@code requirepass}, from the next start on. */
    public RedisServer with(String option, String value) {
        options.add("--" + option);
        options.add(value);
        return this;
    }

    /** Lets it speak TLS, and nothing else, on its port. */
    public RedisServer withTls() {
        tls = true;
        return this;
    }

    /** Starts the server and waits until it answers. Does nothing if it runs. */
    public RedisServer start() {
        if (isRunning()) {
            return this;
        }
        try {
            if (!prepared) {
                ServerProcess.endLeftover(folder);
                Folders.empty(folder);
                prepared = true;
            }
            program.toFile().setExecutable(true);
            process = ServerProcess.start("Redis " + name, folder, log, command(), Map.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        process.awaitReady(START_LIMIT, this::answers);
        return this;
    }

    /** Stops the server if it runs, and starts it on the same port, empty. */
    public RedisServer restart() {
        stop();
        return start();
    }

    public int port() {
        return port;
    }

    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    private List<String> command() {
        List<String> command =
                new ArrayList<>(List.of(program.toString(), "--bind", "127.0.0.1", "--save", "", "--dir", "."));
        command.addAll(
                List.of("--port", Integer.toString(tls ? 0 : port), "--tls-port", Integer.toString(tls ? port : 0)));
        command.addAll(options);
        return command;
    }

    /** With a password, a refusal is an answer; with TLS, the log says it. */
    private boolean answers() {
        if (tls) {
            return logs().contains("Ready to accept connections");
        }
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PROBE_MILLIS);
            socket.setSoTimeout(PROBE_MILLIS);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            String answer = new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
            return answer != null && (answer.equals("+PONG") || answer.startsWith("-NOAUTH"));
        } catch (IOException notYet) {
            return false;
        }
    }
}
