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
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import com.mysql.cj.jdbc.MysqlDataSource;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The scripts of {@code server-config/payara} make a stock Payara Server one that Parley runs on. */
class PayaraServerIT {
    private static final Path SCRIPTS = Path.of("server-config/payara");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final char[] PASSWORD = "changeit".toCharArray();

    @Test
    void theScriptsSetUpAStockServerWithItsOwnDataSourceAndTlsAndItStopsGracefully() throws Exception {
        try (MariaDbServer database = new MariaDbServer("payara-server").start();
                PayaraServer server = new PayaraServer("stock")
                        .with("PARLEY_DB_URL", database.jdbcUrl() + "?rewriteBatchedStatements=true")
                        .with("PARLEY_DB_USER", database.user())
                        .with("PARLEY_DB_PASSWORD", database.password())
                        .with("CHAT_DB_JNDI", "jdbc/parley")) {
            server.create().start();
            KeyStore certificate = certificate(server.configuration());
            server.asadmin("add-library", connector().toString());
            for (String script : new String[] {"server", "server-jvm", "server-datasource", "server-tls"}) {
                server.run(SCRIPTS.resolve(script + ".asadmin"));
            }
            server.run(SCRIPTS.resolve("server.asadmin"));
            server.asadmin("create-system-properties", "chat.node=stock");
            server.stop();
            server.start();
            server.asadmin("deploy", Folders.target().resolve("parley.war").toString());
            ChatClientAccount stranger = ChatClientAccount.stranger(server.baseUri());
            Await.until("Parley was ready", PATIENCE, () -> {
                ChatClientAccount.Answer ready = stranger.get("/health/ready");
                return ready.status() == 200 && ready.body().contains("\"database\"");
            });

            ChatClientAccount alice = ChatClientAccount.register(server.baseUri(), "alice");
            ChatClientAccount bob = ChatClientAccount.register(server.baseUri(), "bob");
            try (ChatClient hers = alice.connect();
                    ChatClient his = bob.connect()) {
                assertEquals("stock", hers.take("welcome").get("node").asText());
                hers.sendAndAck(ChatClient.textTo("bob", "hello"));
                his.message("hello");
                assertEquals(1, messages(database), "they are where the server's data source leads");
                assertTrue(stranger.get("/metrics").body().contains("parley_connections 2.0"));
                assertEquals("", stranger.get("/").header("X-Powered-By"));
                assertTrue(
                        welcome(server.secureUri(), alice.token(), certificate).startsWith("{\"type\":\"welcome\""));

                server.stop();
                assertEquals(1001, his.closeCode());
            }
            assertTrue(server.logs().contains("everything accepted is stored"), "it stopped gracefully");
        }
    }

    private static KeyStore certificate(Path configuration)
            throws IOException, InterruptedException, GeneralSecurityException {
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
                        configuration.resolve("keystore.p12").toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertTrue(
                keytool.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) && keytool.exitValue() == 0, "a certificate");
        KeyStore all = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(configuration.resolve("keystore.p12"))) {
            all.load(in, PASSWORD);
        }
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, PASSWORD);
        trusted.setCertificateEntry("parley", all.getCertificate("parley"));
        return trusted;
    }

    private static Path connector() throws Exception {
        return Path.of(MysqlDataSource.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
    }

    private static long messages(MariaDbServer database) throws SQLException {
        try (Connection connection = database.connect();
                ResultSet count =
                        connection.createStatement().executeQuery("SELECT COUNT(*) FROM parley.parley_message")) {
            count.next();
            return count.getLong(1);
        }
    }

    /** Returns the first frame of a connection by TLS, which trusts nothing but this certificate. */
    private static String welcome(URI base, String token, KeyStore trusted) throws Exception {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), null);
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
