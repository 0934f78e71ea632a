package org.parley.testing;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A certificate for a server, and a client who trusts no other. */
final class Tls {
    static final String PASSWORD = "changeit";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Tls() {}

    /** Makes a key and its certificate for 127.0.0.1 in a new key store, whose password is {@link #PASSWORD}, and returns the latter. */
    static KeyStore certificate(Path keyStore) throws IOException, InterruptedException, GeneralSecurityException {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "parley",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=parley",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-keystore",
                        keyStore.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertTrue(
                keytool.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) && keytool.exitValue() == 0, "a certificate");
        KeyStore all = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keyStore)) {
            all.load(in, PASSWORD.toCharArray());
        }
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, PASSWORD.toCharArray());
        trusted.setCertificateEntry("parley", all.getCertificate("parley"));
        return trusted;
    }

    /** Returns what a client needs that trusts these certificates and no others. */
    static SSLContext context(KeyStore trusted) throws GeneralSecurityException {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), null);
        return tls;
    }

    /** Asserts that a client that can do nothing better than CBC, or than RSA for the exchange of keys, is refused. */
    static void assertRefusesWeakSuites(URI base, KeyStore trusted) throws GeneralSecurityException, IOException {
        SSLSocketFactory sockets = context(trusted).getSocketFactory();
        String[] weak = Stream.of(sockets.getSupportedCipherSuites())
                .filter(suite -> suite.contains("_CBC_") || suite.startsWith("TLS_RSA_"))
                .toArray(String[]::new);
        try (SSLSocket socket = (SSLSocket) sockets.createSocket(base.getHost(), base.getPort())) {
            socket.setEnabledCipherSuites(weak);
            assertThrows(SSLHandshakeException.class, socket::startHandshake);
        }
    }

    /** Returns the first frame of a connection by TLS, which trusts nothing but this certificate. */
    static String welcome(URI base, String token, KeyStore trusted) throws Exception {
        SSLContext tls = context(trusted);
        HttpClient client =
                HttpClient.newBuilder().sslContext(tls).connectTimeout(PATIENCE).build();
        HttpRequest page = HttpRequest.newBuilder(base).timeout(PATIENCE).build();
        HttpResponse<Void> answer = client.send(page, HttpResponse.BodyHandlers.discarding());
        assertEquals(200, answer.statusCode());
        assertTrue(answer.headers().firstValue("Strict-Transport-Security").isPresent());
        CompletableFuture<String> first = new CompletableFuture<>();
        WebSocket socket = client.newWebSocketBuilder()
                .header("Authorization", "Bearer " + token)
                .subprotocols("parley.v1")
                .connectTimeout(PATIENCE)
                .buildAsync(URI.create("wss://" + base.getAuthority() + "/ws"), new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
                        first.complete(data.toString());
                        return null;
                    }
                })
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        try {
            return first.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } finally {
            socket.abort();
        }
    }
}
