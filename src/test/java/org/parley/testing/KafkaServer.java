package org.parley.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/**
 * A real Kafka of one node (broker and KRaft controller) in a process of its own.
 *
 * <p>The data lies below {@code target/services} and is made anew by the first {@link #start()} of each object, so no
 * two servers of the same name may run at the same time; it survives {@link #kill()}, as it is the operating system
 * that keeps what the process has written. It listens on the loopback address only, and makes no topics by itself. Not
 * safe for use by several threads.
 */
public final class KafkaServer extends Service {
    private static final Duration FORMAT_LIMIT = Duration.ofSeconds(60);
    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(60);
    private static final int PROBE_MILLIS = 2_000;
    private static final String SECURE = "SECURE";
    private static final String PASSWORD = "parley-secret";
    private static final String KEYS = "keys.p12";
    private static final String CERTIFICATE = "certificate.pem";
    private static final String PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule required";
    private static final String CLUSTER = "cGFybGV5LXRlc3Qta2Fma2";

    private final String name;
    private final Path libraries =
            Folders.prepared("parley.kafka", Folders.target().resolve("kafka"));
    private final int port = Ports.free();
    private final int controllerPort = Ports.free();
    private final Map<String, String> more = new LinkedHashMap<>();
    private final Map<String, Listener> listeners = new LinkedHashMap<>();
    private List<String> jvmOptions = List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
    private boolean formatted;

    /** A port of the server's, and the one under which it tells clients to come back. */
    private record Listener(int port, int advertised, String protocol) {}

    /** Describes a server, not started yet. The name is the one of its folder and log file. */
    public KafkaServer(String name) {
        super(Folders.services().resolve("kafka-" + name), STOP_LIMIT);
        this.name = name;
        listeners.put("PLAINTEXT", new Listener(port, port, "PLAINTEXT"));
    }

    /**
     * Opens another way to this server, before its first start: through a network that can fail. Whoever comes by the
     * proxy's port is told to come back by it. The caller closes it.
     */
    public FaultProxy proxy() {
        int behind = Ports.free();
        FaultProxy proxy = new FaultProxy(behind);
        listeners.put("PROXY" + listeners.size(), new Listener(behind, proxy.port(), "PLAINTEXT"));
        return proxy;
    }

    /**
     * Opens another way to this server, before its first start: over TLS, for those who know a password (SASL PLAIN).
     * The certificate is made anew.
     */
    public KafkaServer secured() {
        int secure = Ports.free();
        listeners.put(SECURE, new Listener(secure, secure, "SASL_SSL"));
        String prefix = "listener.name." + SECURE.toLowerCase(Locale.ROOT) + ".";
        with(prefix + "sasl.enabled.mechanisms", "PLAIN");
        with(prefix + "plain.sasl.jaas.config", PLAIN + " user_parley=\"" + PASSWORD + "\";");
        with(prefix + "ssl.keystore.type", "PKCS12");
        with(prefix + "ssl.keystore.location", folder.resolve(KEYS).toString());
        return with(prefix + "ssl.keystore.password", PASSWORD);
    }

    /** Where those come in who know the password. */
    public String securedServers() {
        return "127.0.0.1:" + listeners.get(SECURE).port();
    }

    /** What a client says to come in there, as a file of properties. */
    public String clientProperties(String password) {
        return String.join(
                "\n",
                "security.protocol=SASL_SSL",
                "sasl.mechanism=PLAIN",
                "sasl.jaas.config=" + PLAIN + " username=\"parley\" password=\"" + password + "\";",
                "ssl.truststore.type=PEM",
                "ssl.truststore.location=" + folder.resolve(CERTIFICATE),
                "");
    }

    /** The key, and its certificate on its own for clients to trust. */
    private void makeKeys() throws IOException {
        keytool("-genkeypair", "-keyalg", "RSA", "-dname", "CN=127.0.0.1", "-ext", "san=ip:127.0.0.1");
        keytool("-exportcert", "-rfc", "-file", CERTIFICATE);
    }

    private void keytool(String... what) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(what));
        command.addAll(List.of("-alias", "kafka", "-storetype", "PKCS12", "-keystore", KEYS, "-storepass", PASSWORD));
        await(
                "keytool",
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                        .start());
    }

    private void await(String what, Process process) {
        try {
            if (!process.waitFor(FORMAT_LIMIT.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException(what + " failed, see " + log + "\n" + logs());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Sets a property of the server, such as {@code message.max.bytes}, from the first start on. */
    public KafkaServer with(String property, String value) {
        more.put(property, value);
        return this;
    }

    /** Replaces the options of the server's JVM, which favour a quick start and little memory. */
    public KafkaServer jvmOptions(String... replacing) {
        this.jvmOptions = List.of(replacing);
        return this;
    }

    /** Starts the server and waits until it answers. Does nothing if it runs. */
    public KafkaServer start() {
        if (isRunning()) {
            return this;
        }
        try {
            if (!formatted) {
                format();
                formatted = true;
            }
            process = ServerProcess.start(
                    "Kafka " + name, folder, log, java("kafka.Kafka", "server.properties"), Map.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        process.awaitReady(START_LIMIT, this::answers);
        return this;
    }

    /** Stops the server if it runs, and starts it on the same port with the same data. */
    public KafkaServer restart() {
        stop();
        return start();
    }

    public int port() {
        return port;
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** Opens a client that may do everything. The caller closes it. */
    public Admin admin() {
        Properties properties = new Properties();
        properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers());
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, Integer.toString(PROBE_MILLIS));
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Integer.toString(5 * PROBE_MILLIS));
        return Admin.create(properties);
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PROBE_MILLIS);
        } catch (IOException notYet) {
            return false;
        }
        try (Admin admin = admin()) {
            return !admin.describeCluster()
                    .nodes()
                    .get(PROBE_MILLIS, TimeUnit.MILLISECONDS)
                    .isEmpty();
        } catch (ExecutionException | TimeoutException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private void format() throws IOException {
        ServerProcess.endLeftover(folder);
        Folders.empty(folder);
        Files.createDirectory(folder.resolve("tmp"));
        if (listeners.containsKey(SECURE)) {
            makeKeys();
        }
        StringBuilder properties = new StringBuilder();
        properties()
                .forEach((property, value) ->
                        properties.append(property).append('=').append(value).append('\n'));
        Files.writeString(folder.resolve("server.properties"), properties);
        Process format = new ProcessBuilder(java(
                        "kafka.tools.StorageTool",
                        "format",
                        "--ignore-formatted",
                        "--cluster-id",
                        CLUSTER,
                        "--config",
                        "server.properties"))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        await("formatting the storage", format);
    }

    private Map<String, String> properties() {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("process.roles", "broker,controller");
        properties.put("node.id", "1");
        properties.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        properties.put("controller.listener.names", "CONTROLLER");
        properties.put(
                "listeners",
                each((listener, at) -> listener + "://127.0.0.1:" + at.port()) + ",CONTROLLER://127.0.0.1:"
                        + controllerPort);
        properties.put("advertised.listeners", each((listener, at) -> listener + "://127.0.0.1:" + at.advertised()));
        properties.put(
                "listener.security.protocol.map",
                each((listener, at) -> listener + ":" + at.protocol()) + ",CONTROLLER:PLAINTEXT");
        properties.put("inter.broker.listener.name", "PLAINTEXT");
        properties.put("log.dirs", folder.resolve("data").toString());
        properties.put("auto.create.topics.enable", "false");
        properties.put("offsets.topic.replication.factor", "1");
        properties.put("offsets.topic.num.partitions", "4");
        properties.put("transaction.state.log.replication.factor", "1");
        properties.put("transaction.state.log.min.isr", "1");
        properties.put("share.coordinator.state.topic.replication.factor", "1");
        properties.put("share.coordinator.state.topic.min.isr", "1");
        properties.put("group.initial.rebalance.delay.ms", "0");
        properties.putAll(more);
        return properties;
    }

    private String each(BiFunction<String, Listener, String> text) {
        return listeners.entrySet().stream()
                .map(listener -> text.apply(listener.getKey(), listener.getValue()))
                .collect(Collectors.joining(","));
    }

    private List<String> java(String mainClass, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.addAll(List.of(
                "-Djava.io.tmpdir=" + folder.resolve("tmp"),
                "-Dorg.apache.logging.log4j.level=WARN",
                "-classpath",
                libraries + "/*",
                mainClass));
        command.addAll(List.of(arguments));
        return command;
    }
}
