package org.parley.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A stock Payara Server (full profile) with a domain of its own, handled with {@code asadmin} as an administrator does
 * it. Everything that it writes lies below {@code target/services}. Not safe for use by several threads.
 */
public final class PayaraServer implements AutoCloseable {
    private static final Duration COMMAND_LIMIT = Duration.ofSeconds(120);
    private static final Duration START_LIMIT = Duration.ofSeconds(120);
    private static final Duration PROBE_LIMIT = Duration.ofSeconds(5);
    private static final String QUICK_START = "-XX:TieredStopAtLevel=1";
    private static final String DOMAIN = "parley";
    private static final int ATTEMPTS = 5;

    private final Path installation = Folders.prepared(
            "parley.payara-server", Folders.target().resolve("payara-server").resolve("payara6"));
    private final Path folder;
    private final Path log;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PROBE_LIMIT)
            .build();
    private int portBase;
    private ServerProcess process;

    /** Describes a server. The name is the one of its folder. */
    public PayaraServer(String name) {
        this.folder = Folders.services().resolve("payara-server-" + name);
        this.log = folder.resolve("console.log");
    }

    /** Sets an environment variable of the server, from the next start on. */
    public PayaraServer with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Makes a new domain as it comes, but for its ports and without a password of the administrator's. */
    public PayaraServer create() {
        try {
            ServerProcess.endLeftover(folder);
            Folders.empty(folder);
            Files.createDirectory(folder.resolve("tmp"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (int attempt = 1; portBase == 0; attempt++) {
            int base = Ports.free();
            try {
                asadmin("create-domain", "--nopassword", "--domaindir", domains(), "--portbase", "" + base, DOMAIN);
                portBase = base;
            } catch (IllegalStateException taken) {
                if (attempt == ATTEMPTS) {
                    throw taken;
                }
            }
        }
        return this;
    }

    /** Starts the server with the command line that {@code start-domain} makes, as a process of this one. */
    public PayaraServer start() {
        List<String> command = asadmin("start-domain", "--dry-run", "--domaindir", domains(), DOMAIN)
                .lines()
                .dropWhile(line -> !line.startsWith("/"))
                .takeWhile(line -> !line.startsWith("Command "))
                .collect(Collectors.toCollection(ArrayList::new));
        // It would wait for the password of the key stores.
        int readsInput = command.indexOf("-read-stdin");
        command.subList(readsInput, readsInput + 2).clear();
        command.removeIf(String::isBlank);
        command.addAll(1, List.of(QUICK_START, "-Djava.io.tmpdir=" + folder.resolve("tmp")));
        try {
            process = ServerProcess.start("Payara Server", folder, log, command, environment);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        process.awaitReady(START_LIMIT, () -> status(adminPort(), "/__asadmin/version") == 200);
        return this;
    }

    /** Stops the server with {@code stop-domain}, and waits for the end of its process. */
    public void stop() {
        asadmin("stop-domain", "--domaindir", domains(), DOMAIN);
        process.stop(COMMAND_LIMIT);
        process = null;
    }

    @Override
    public void close() {
        if (process != null) {
            process.kill();
            process = null;
        }
    }

    /** Runs files of commands against the running server, one after the other; each command must succeed. */
    public void run(Path scripts, String... names) {
        Path all = folder.resolve("commands.asadmin");
        try {
            StringBuilder commands = new StringBuilder();
            for (String name : names) {
                commands.append(Files.readString(scripts.resolve(name + ".asadmin")))
                        .append('\n');
            }
            Files.writeString(all, commands);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String output = asadmin("multimode", "--file", all.toString());
        if (output.contains(" failed.")) {
            throw new IllegalStateException(output);
        }
    }

    /**
     * Runs a command to its end.
     *
     * @return what it says
     * @throws IllegalStateException with what it says, if it fails or takes longer than two minutes
     */
    public String asadmin(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                QUICK_START,
                "-Djava.io.tmpdir=" + folder.resolve("tmp"),
                "-jar",
                installation.resolve("glassfish/lib/client/appserver-cli.jar").toString()));
        if (process != null) {
            command.addAll(List.of("--port", Integer.toString(adminPort())));
        }
        command.addAll(List.of(arguments));
        Path output = folder.resolve("asadmin.log");
        try {
            Process running = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            running.getOutputStream().close();
            boolean ended = running.waitFor(COMMAND_LIMIT.toSeconds(), TimeUnit.SECONDS);
            running.destroyForcibly();
            if (!ended || running.exitValue() != 0) {
                throw new IllegalStateException("asadmin " + String.join(" ", arguments) + (ended ? "" : " hangs")
                        + ": " + Folders.text(output));
            }
            return Folders.text(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Where the application answers. */
    public URI baseUri() {
        return URI.create("http://127.0.0.1:" + (portBase + 80) + "/");
    }

    /** The id of the running server's process. */
    long processId() {
        return process.id();
    }

    /** Where it answers by TLS. */
    public URI secureUri() {
        return URI.create("https://127.0.0.1:" + (portBase + 81) + "/");
    }

    /** The folder of the domain's configuration, with its key store. */
    public Path configuration() {
        return folder.resolve("domains").resolve(DOMAIN).resolve("config");
    }

    public String logs() {
        return Folders.text(folder.resolve("domains").resolve(DOMAIN).resolve("logs/server.log"));
    }

    private String domains() {
        return folder.resolve("domains").toString();
    }

    private int adminPort() {
        return portBase + 48;
    }

    private int status(int port, String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("X-Requested-By", "asadmin")
                .timeout(PROBE_LIMIT)
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException notYet) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
