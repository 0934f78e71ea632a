package org.parley.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * The application in a real server, in a process of its own that can be killed.
 *
 * <p>The WAR is the one that the build made, and the server is set up with what {@code server-config} has for it.
 * Everything that it writes lies below {@code target/services}. The port, and the application's data directory with the
 * embedded database, stay the same over restarts of one object; a new object begins with none. Not safe for use by
 * several threads.
 */
public abstract class ApplicationServer extends Service {
    private static final List<String> TEST_JVM = List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
    private static final Duration START_LIMIT = Duration.ofSeconds(300);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(60);
    private static final Duration THREAD_DUMP = Duration.ofSeconds(1);
    private static final int PROBLEMS = 10;
    private static final int FRAMES = 12;
    private static final Duration PROBE_LIMIT = Duration.ofSeconds(5);

    private final String product;
    private final String name;
    private final int port = Ports.free();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PROBE_LIMIT)
            .build();
    private Path war = Folders.prepared("parley.war", Folders.target().resolve("parley.war"));
    private List<String> jvmOptions = TEST_JVM;
    private boolean prepared;
    private int startOfLog;

    ApplicationServer(String product, String name, Path folder) {
        super(folder, STOP_LIMIT);
        this.product = product;
        this.name = name;
    }

    /**
     * Describes a server, not started yet, of the product that {@code -Dparley.tests.server} names: {@code payara-micro},
     * which is the default, or {@code wildfly}. The name is the one of its folder and log file.
     */
    public static ApplicationServer named(String name) {
        String product = product();
        return switch (product) {
            case "payara-micro" -> new PayaraMicro(name);
            case "wildfly" -> new WildFly(name);
            default -> throw new IllegalArgumentException("parley.tests.server is " + product);
        };
    }

    /** The product of this run, as {@code -Dparley.tests.server} names it. */
    public static String product() {
        return System.getProperty("parley.tests.server", "payara-micro");
    }

    /** Sets an environment variable, by which the application is configured, from the next start on. */
    public ApplicationServer with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    Map<String, String> environment() {
        return environment;
    }

    /** Lets the application keep its messages in this database, from the next start on. */
    public ApplicationServer with(MariaDbServer database) {
        return with("CHAT_DB_URL", database.jdbcUrl())
                .with("CHAT_DB_USER", database.user())
                .with("CHAT_DB_PASSWORD", database.password());
    }

    /** Lets the application work in Kafka mode with this Kafka, from the next start on. */
    public ApplicationServer with(KafkaServer kafka) {
        return with("CHAT_MESSAGE_MODE", "kafka").with("CHAT_KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers());
    }

    /** Lets the application use this Redis, from the next start on. */
    public ApplicationServer with(RedisServer redis) {
        return with("CHAT_REDIS_URL", redis.url());
    }

    /** Deploys another WAR than the one that the build made. */
    public ApplicationServer war(Path other) {
        this.war = other.toAbsolutePath();
        return this;
    }

    /** Replaces the options of the server's JVM, which favour a quick start and little memory. */
    public ApplicationServer jvmOptions(String... replacing) {
        this.jvmOptions = List.of(replacing);
        return this;
    }

    /**
     * Starts the server and waits until the application says that it is ready. Does nothing if it runs.
     *
     * @throws IllegalStateException with the end of the log, if the application could not be deployed, the process
     *     ended, or five minutes have passed
     */
    public ApplicationServer start() {
        if (isRunning()) {
            return this;
        }
        try {
            if (!prepared) {
                ServerProcess.endLeftover(folder);
                Folders.empty(folder);
                prepared = true;
            }
            prepareStart();
            startOfLog = logs().length();
            process = ServerProcess.start(this.toString(), folder, log, command(), environment);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        process.awaitReady(START_LIMIT, this::isReadyUnlessDeploymentFailed, this::state);
        return this;
    }

    /**
     * Ends the server.
     *
     * @throws AssertionError if anything of what it logged is a secret or a message
     */
    @Override
    public void close() {
        super.close();
        if (prepared) {
            List<String> leaks = Leaks.in(folder, secrets());
            if (!leaks.isEmpty()) {
                throw new AssertionError("Logs tell what they must not:\n" + String.join("\n", leaks));
            }
        }
    }

    private List<String> secrets() {
        return environment.entrySet().stream()
                .filter(setting -> setting.getKey().matches(".*_(PASSWORD|KEY|TOKEN|SECRET)"))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** Makes ready what each start needs anew. */
    abstract void prepareStart() throws IOException;

    /** The command line of a start. */
    abstract List<String> command();

    /**
     * Whether the application could not be deployed, so that waiting for it would be in vain.
     *
     * @param readiness what is answered to the question whether it is ready
     */
    abstract boolean deploymentFailed(String readiness);

    /** Whether the server has done what it does at a start, whatever became of the application. */
    public abstract boolean isStarted();

    /** Stops the server if it runs, and starts it on the same port. */
    public ApplicationServer restart() {
        stop();
        return start();
    }

    /** Whether the application itself answers that it is ready. */
    public boolean isReady() {
        return probe().isReady();
    }

    public int port() {
        return port;
    }

    /** Where the application answers, such as {@code http://127.0.0.1:20080/}. */
    public URI baseUri() {
        return URI.create("http://127.0.0.1:" + port + "/");
    }

    String logsOfThisStart() {
        return logs().substring(startOfLog);
    }

    /** Where the server's files lie; made empty by the first start. */
    public Path folder() {
        return folder;
    }

    Path war() {
        return war;
    }

    /** The file that the server has deployed. */
    public Path deployed() {
        return war;
    }

    /** Whether the server is one that favours a quick start. */
    final boolean startsQuickly() {
        return jvmOptions == TEST_JVM;
    }

    /** The beginning of the server's command line: a JVM with the options of this server. */
    List<String> java(List<String> more) {
        List<String> command = new java.util.ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.add("-Djava.io.tmpdir=" + folder.resolve("tmp"));
        command.addAll(more);
        return command;
    }

    @Override
    public String toString() {
        return product + " " + name;
    }

    /** Nothing is asked of a server that still starts: a load balancer's probes are rare, and ours would be many. */
    private boolean isReadyUnlessDeploymentFailed() {
        if (!isStarted()) {
            return false;
        }
        Probe probe = probe();
        if (!probe.isReady() && deploymentFailed(probe.body())) {
            throw new IllegalStateException(this + " could not deploy the application");
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

    /** What a server answers that does not get ready, what its main thread does, and which problems it logged. */
    private String state() {
        Probe probe = probe();
        List<String> problems = logsOfThisStart()
                .lines()
                .filter(line -> line.matches("\\S+ (SEVERE|WARNING|WARN|ERROR) .*|(\\S+\\.\\w+(Exception|Error)\\b.*)"))
                .limit(PROBLEMS)
                .toList();
        signal("-QUIT");
        LockSupport.parkNanos(THREAD_DUMP.toNanos());
        List<String> mainThread = logsOfThisStart()
                .lines()
                .dropWhile(line -> !line.startsWith("\"main\""))
                .limit(FRAMES)
                .toList();
        return String.join("\n", "it answers " + probe, String.join("\n", mainThread), String.join("\n", problems), "");
    }

    private record Probe(int status, String body) {
        /** The server itself may say 200 in the moment before the application's own checks are there. */
        boolean isReady() {
            return status == 200 && body.contains("\"database\"");
        }
    }
}
