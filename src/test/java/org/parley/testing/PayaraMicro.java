package org.parley.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The application in a real server, in a process of its own that can be killed.
 *
 * <p>The WAR is the one that the build made, and the server is set up with the commands of {@code server-config/payara}.
 * Everything that it writes lies below {@code target/services}. The port, and the application's data directory with the
 * embedded database, stay the same over restarts of one object; a new object begins with none. Not safe for use by
 * several threads.
 */
public final class PayaraMicro implements AutoCloseable {
    private static final List<String> TEST_JVM = List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
    private static final String SERVER_READY = ") ready in ";
    private static final Duration START_LIMIT = Duration.ofSeconds(180);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(60);
    private static final Duration PROBE_LIMIT = Duration.ofSeconds(5);

    private final String name;
    private final Path folder;
    private final Path log;
    private final int port = Ports.free();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final List<Path> preBoot = new ArrayList<>(List.of(Folders.prepared(
            "parley.payara-preboot",
            Path.of("server-config/payara/micro-preboot.asadmin").toAbsolutePath())));
    private Path war = Folders.prepared("parley.war", Folders.target().resolve("parley.war"));
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PROBE_LIMIT)
            .build();
    private List<String> jvmOptions = TEST_JVM;
    private boolean prepared;
    private int startOfLog;
    private ServerProcess process;

    /** Describes a server, not started yet. The name is the one of its folder and log file. */
    public PayaraMicro(String name) {
        this.name = name;
        this.folder = Folders.target().resolve("services").resolve("payara-" + name);
        this.log = folder.resolve("server.log");
    }

    /** Sets an environment variable, by which the application is configured, from the next start on. */
    public PayaraMicro with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Lets the application keep its messages in this database, from the next start on. */
    public PayaraMicro with(MariaDbServer database) {
        return with("CHAT_DB_URL", database.jdbcUrl())
                .with("CHAT_DB_USER", database.user())
                .with("CHAT_DB_PASSWORD", database.password());
    }

    /** Lets the application work in Kafka mode with this Kafka, from the next start on. */
    public PayaraMicro with(KafkaServer kafka) {
        return with("CHAT_MESSAGE_MODE", "kafka").with("CHAT_KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers());
    }

    /** Lets the application use this Redis, from the next start on. */
    public PayaraMicro with(RedisServer redis) {
        return with("CHAT_REDIS_URL", redis.url());
    }

    /** Deploys another WAR than the one that the build made. */
    public PayaraMicro war(Path other) {
        this.war = other.toAbsolutePath();
        return this;
    }

    /** Replaces the options of the server's JVM, which favour a quick start and little memory. */
    public PayaraMicro jvmOptions(String... replacing) {
        this.jvmOptions = List.of(replacing);
        return this;
    }

    /** Adds a file of server commands to those of {@code server-config/payara}, run before the server starts. */
    public PayaraMicro preBoot(Path commands) {
        preBoot.add(commands.toAbsolutePath());
        return this;
    }

    /**
     * Starts the server and waits until the application says that it is ready. Does nothing if it runs.
     *
     * @throws IllegalStateException with the end of the log, if the application could not be deployed, the process
     *     ended, or three minutes have passed
     */
    public PayaraMicro start() {
        if (isRunning()) {
            return this;
        }
        try {
            prepare();
            startOfLog = logs().length();
            process = ServerProcess.start("Payara Micro " + name, folder, log, command(), environment);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        process.awaitReady(START_LIMIT, this::isReadyUnlessDeploymentFailed);
        return this;
    }

    /** Stops the server in an orderly way (SIGTERM) and waits for its end. */
    public void stop() {
        if (process != null) {
            process.stop(STOP_LIMIT);
            process = null;
        }
    }

    /** Kills the server's process (SIGKILL) and waits for its end. */
    public void kill() {
        if (process != null) {
            process.kill();
            process = null;
        }
    }

    /** Stops the server if it runs, and starts it on the same port. */
    public PayaraMicro restart() {
        stop();
        return start();
    }

    @Override
    public void close() {
        kill();
    }

    public boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** Whether the application itself answers that it is ready. */
    public boolean isReady() {
        return probe().isReady();
    }

    /** The id of the server's process, as for accounting of its processor time. It changes with each start. */
    public long processId() {
        if (process == null) {
            throw new IllegalStateException("Payara Micro " + name + " is not running");
        }
        return process.id();
    }

    public int port() {
        return port;
    }

    /** Where the application answers, such as {@code http://127.0.0.1:20080/}. */
    public URI baseUri() {
        return URI.create("http://127.0.0.1:" + port + "/");
    }

    /** What the server has logged since the first start. */
    public String logs() {
        return Folders.text(log);
    }

    /** Payara Micro goes on without an application that it could not deploy; waiting for that one would be in vain. */
    private boolean isReadyUnlessDeploymentFailed() {
        Probe probe = probe();
        boolean failed = probe.status() == 503
                && probe.body().contains("No Application deployed")
                && logs().substring(startOfLog).contains(SERVER_READY);
        if (failed) {
            throw new IllegalStateException("Payara Micro " + name + " could not deploy the application");
        }
        return probe.isReady();
    }

    private Probe probe() {
        HttpRequest request = HttpRequest.newBuilder(baseUri().resolve("/health/ready"))
                .timeout(PROBE_LIMIT)
                .build();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            return new Probe(response.statusCode(), response.body());
        } catch (IOException notYet) {
            return new Probe(0, "");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private record Probe(int status, String body) {
        /** The server itself says 200 in the moment before the application's own checks are there. */
        boolean isReady() {
            return status == 200 && body.contains("\"database\"");
        }
    }

    private void prepare() throws IOException {
        if (!prepared) {
            ServerProcess.endLeftover(folder);
            Folders.empty(folder);
            prepared = true;
        }
        Folders.empty(folder.resolve("root"));
        Folders.empty(folder.resolve("tmp"));
        StringBuilder commands = new StringBuilder();
        for (Path more : preBoot) {
            commands.append(Files.readString(more)).append('\n');
        }
        Files.writeString(folder.resolve("pre-boot.txt"), commands);
        try (InputStream logging = PayaraMicro.class.getResourceAsStream("/payara-logging.properties")) {
            Files.copy(logging, folder.resolve("logging.properties"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private List<String> command() {
        Path target = Folders.target();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.addAll(List.of(
                "-Djava.io.tmpdir=" + folder.resolve("tmp"),
                "-jar",
                Folders.prepared("parley.payara-micro", target.resolve("payara-micro.jar"))
                        .toString(),
                "--rootDir",
                folder.resolve("root").toString(),
                "--prebootcommandfile",
                folder.resolve("pre-boot.txt").toString(),
                "--logproperties",
                folder.resolve("logging.properties").toString(),
                "--deploy",
                war.toString(),
                "--contextroot",
                "/",
                "--port",
                Integer.toString(port),
                "--nohazelcast",
                "--disablephonehome"));
        return command;
    }
}
