package org.parley.security.oidc;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.locks.LockSupport;

import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ProviderConnectionTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final String AMPLE = "PT10S";
    private static final String SHORT = "PT0.5S";
    private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";

    /** Says something to whoever asks; it gives up when the other end is gone. */
    private interface Says {
        void to(OutputStream out) throws IOException;
    }

    @Test
    void an_answer_comes_as_it_was_sent() throws Exception {
        HTTPResponse answer = ask(AMPLE, out -> write(out, HEAD + "Content-Length: 16\r\n\r\n{\"name\":\"Jürg\"}"));

        assertEquals(200, answer.getStatusCode());
        assertEquals("application/json", answer.getHeaderValue("content-type"));
        assertEquals("{\"name\":\"Jürg\"}", answer.getBody());
    }

    @Test
    void a_body_that_drips_is_not_waited_for_beyond_the_limit() {
        refused(SHORT, out -> {
            write(out, HEAD + "Content-Length: 1000\r\n\r\n");
            drip(out);
        });
    }

    @Test
    void a_header_that_drips_is_not_either() {
        refused(SHORT, out -> {
            write(out, HEAD + "X-Long: ");
            drip(out);
        });
    }

    @Test
    void an_answer_without_end_is_given_up() {
        IOException failure = refused(AMPLE, out -> {
            write(out, HEAD + "\r\n");
            for (int i = 0; i < 1_000; i++) {
                write(out, "x".repeat(1_000));
            }
        });
        assertTrue(failure.getMessage().contains("too long"), failure.getMessage());
    }

    @Test
    void that_nobody_listens_is_said() throws IOException {
        URI where;
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            where = URI.create("http://127.0.0.1:" + server.getLocalPort());
        }
        IOException failure = assertThrows(IOException.class, () -> send(AMPLE, where));
        assertTrue(failure.getMessage().contains("ConnectException"), failure.getMessage());
    }

    private static IOException refused(String timeout, Says says) {
        return assertTimeoutPreemptively(LIMIT, () -> assertThrows(IOException.class, () -> ask(timeout, says)));
    }

    private static HTTPResponse ask(String timeout, Says says) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture.runAsync(() -> answer(server, says));
            return send(timeout, URI.create("http://127.0.0.1:" + server.getLocalPort()));
        }
    }

    private static HTTPResponse send(String timeout, URI where) throws IOException {
        return new ProviderConnection(TestSettings.of(where, "chat.oidc.timeout", timeout), ForkJoinPool.commonPool())
                .send(new HTTPRequest(HTTPRequest.Method.GET, where));
    }

    private static void answer(ServerSocket server, Says says) {
        try (Socket socket = server.accept()) {
            socket.getInputStream().read(new byte[10_000]);
            says.to(socket.getOutputStream());
        } catch (IOException gone) {
            // As it should be.
        }
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static void drip(OutputStream out) throws IOException {
        for (int i = 0; i < 200; i++) {
            write(out, "x");
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
    }
}
