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
import java.util.Arrays;
import java.util.Iterator;
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
    private static final int CLOSED = 0;
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
        HttpServer full = answering(507);
        try {
            assertThrows(BlobStore.StoreFull.class, () -> put(full));
        } finally {
            full.stop(0);
        }
    }

    @Test
    void what_ends_in_the_middle_or_at_a_bad_moment_is_put_again() throws IOException {
        HttpServer shaky = answering(CLOSED, 503, 200);
        HttpServer broken = answering(503, CLOSED, 503, 200);
        try {
            put(shaky);
            assertThrows(IOException.class, () -> put(broken), "it gives up in the end");
        } finally {
            shaky.stop(0);
            broken.stop(0);
        }
    }

    private void put(HttpServer server) throws IOException {
        byte[] content = random(100);
        storeAt(URI.create("http://127.0.0.1:" + server.getAddress().getPort()))
                .put(key(content), Files.write(folder.resolve("content"), content));
    }

    /** @param statuses of the answers, one after the other */
    private static HttpServer answering(int... statuses) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        Iterator<Integer> next = Arrays.stream(statuses).iterator();
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            int status = next.next();
            if (status != CLOSED) {
                exchange.sendResponseHeaders(status, -1);
            }
            exchange.close();
        });
        server.start();
        return server;
    }

    private static S3Blobs storeAt(URI url) {
        return new S3Blobs(
                new Settings.S3(url, "us-east-1", BUCKET, S3Server.ACCESS_KEY, S3Server.SECRET_KEY),
                Clock.systemUTC(),
                threads);
    }
}
