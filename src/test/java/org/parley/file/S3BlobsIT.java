package org.parley.file;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parley.config.Settings;
import org.parley.testing.S3Server;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class S3BlobsIT extends BlobStoreContract {
    private static final String BUCKET = "parley-files";
    private static final S3Server SERVER = new S3Server("blobs");
    private static ExecutorService threads;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() throws IOException {
        threads = Executors.newCachedThreadPool();
        SERVER.start();
        store(S3Server.SECRET_KEY, Clock.systemUTC()).makeBucket();
    }

    @AfterAll
    static void stop() {
        SERVER.close();
        threads.shutdownNow();
    }

    @Override
    BlobStore store() {
        return store(S3Server.SECRET_KEY, Clock.systemUTC());
    }

    private static S3Blobs store(String secret, Clock clock) {
        return new S3Blobs(
                new Settings.S3(SERVER.url(), "us-east-1", BUCKET, S3Server.ACCESS_KEY, secret), clock, threads);
    }

    @Test
    void a_wrong_key_or_clock_is_a_failure_and_not_an_absence() throws IOException {
        byte[] content = random(100);
        Path file = Files.write(folder.resolve("content"), content);
        BlobStore stranger = store("another key", Clock.systemUTC());
        BlobStore late = store(S3Server.SECRET_KEY, Clock.offset(Clock.systemUTC(), Duration.ofHours(-3)));
        assertThrows(IOException.class, () -> stranger.put(key(content), file));
        assertThrows(IOException.class, () -> late.put(key(content), file));
        assertFalse(store().has(key(content)));
    }

    @Test
    void a_store_that_is_away_is_a_failure_and_not_an_absence() {
        BlobStore nowhere = storeAt(URI.create("http://127.0.0.1:9"));
        IOException failure = assertThrows(IOException.class, () -> nowhere.has(key(new byte[1])));
        assertTrue(!(failure instanceof NoSuchFileException));
    }

    /** RFC 4918, section 11.5: what stores answer whose disk or quota is used up. */
    @Test
    void a_bucket_that_takes_no_more_says_so() throws IOException {
        HttpServer full = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        full.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(507, -1);
            exchange.close();
        });
        full.start();
        try {
            byte[] content = random(100);
            Path file = Files.write(folder.resolve("too-much"), content);
            BlobStore store =
                    storeAt(URI.create("http://127.0.0.1:" + full.getAddress().getPort()));
            assertThrows(BlobStore.StoreFull.class, () -> store.put(key(content), file));
        } finally {
            full.stop(0);
        }
    }

    private static S3Blobs storeAt(URI url) {
        return new S3Blobs(
                new Settings.S3(url, "us-east-1", BUCKET, S3Server.ACCESS_KEY, S3Server.SECRET_KEY),
                Clock.systemUTC(),
                threads);
    }
}
