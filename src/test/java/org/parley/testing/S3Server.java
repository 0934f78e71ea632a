package org.parley.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** S3Proxy in a process of its own: it keeps objects in memory, and checks the signature of each request. */
public final class S3Server extends Service {
    public static final String ACCESS_KEY = "parley-key";
    public static final String SECRET_KEY = "parley+secret/key=";
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

    private final Path program =
            Folders.prepared("parley.s3proxy", Folders.target().resolve("s3proxy.jar"));
    private final int port = Ports.free();

    /** Describes a server, not started yet. The name is the one of its folder and log file. */
    public S3Server(String name) {
        super(Folders.services().resolve("s3-" + name), STOP_LIMIT);
    }

    /** Starts the server, empty, and waits until it answers. */
    public S3Server start() {
        try {
            ServerProcess.endLeftover(folder);
            Folders.empty(folder);
            Path settings = Files.write(
                    folder.resolve("s3proxy.properties"),
                    List.of(
                            "s3proxy.endpoint=http://127.0.0.1:" + port,
                            "s3proxy.authorization=aws-v4",
                            "s3proxy.identity=" + ACCESS_KEY,
                            "s3proxy.credential=" + SECRET_KEY,
                            "jclouds.provider=transient",
                            "jclouds.identity=local",
                            "jclouds.credential=local"));
            process = ServerProcess.start(
                    "S3Proxy",
                    folder,
                    log,
                    List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx256m",
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "-jar",
                            program.toString(),
                            "--properties",
                            settings.toString()),
                    Map.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        process.awaitReady(START_LIMIT, this::answers);
        return this;
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
