package org.parley.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A real HAProxy with the configuration of {@code docker/haproxy} in front of two nodes. It comes with the operating
 * system ({@code apt-get install haproxy}), since no package repository that the build uses has one.
 */
public final class HaProxy implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(30);

    private final Path folder = Folders.services().resolve("haproxy");
    private final int plainPort = Ports.free();
    private final int securePort = Ports.free();
    private final Map<String, String> environment;
    private ServerProcess process;

    public HaProxy(ApplicationServer one, ApplicationServer other) {
        this.environment = Map.of(
                "PARLEY_HTTP", "127.0.0.1:" + plainPort,
                "PARLEY_HTTPS", "127.0.0.1:" + securePort,
                "PARLEY_CERTIFICATE", folder.resolve("certificate.pem").toString(),
                "PARLEY_NODE_1", "127.0.0.1:" + one.port(),
                "PARLEY_NODE_2", "127.0.0.1:" + other.port());
    }

    /** Returns where it is installed. */
    public static Optional<Path> binary() {
        String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/usr/local/sbin";
        return Arrays.stream(path.split(":"))
                .map(folder -> Path.of(folder, "haproxy"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Starts it and waits until it leads to a node. */
    public HaProxy start() {
        String binary = binary().orElseThrow().toString();
        String configuration =
                Path.of("docker/haproxy/haproxy.cfg").toAbsolutePath().toString();
        try {
            ServerProcess.endLeftover(folder);
            Folders.empty(folder);
            TestCertificate.pem(folder.resolve("certificate.pem"));
            process = ServerProcess.start(
                    "HAProxy",
                    folder,
                    folder.resolve("haproxy.log"),
                    List.of(binary, "-db", "-f", configuration),
                    environment);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        process.awaitReady(START_LIMIT, this::leadsToANode);
        return this;
    }

    private boolean leadsToANode() {
        try {
            return ChatClientAccount.send(HttpRequest.newBuilder(baseUri()).build())
                            .status()
                    == 200;
        } catch (IllegalStateException notYet) {
            return false;
        }
    }

    public URI baseUri() {
        return URI.create("https://127.0.0.1:" + securePort + "/");
    }

    public URI plainUri() {
        return URI.create("http://127.0.0.1:" + plainPort + "/");
    }

    /** The lines of its log, one for each request that has ended. */
    public Stream<String> log() {
        return Folders.text(folder.resolve("haproxy.log")).lines();
    }

    @Override
    public void close() {
        if (process != null) {
            process.kill();
            process = null;
        }
    }
}
