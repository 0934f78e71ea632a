package org.parley.testing;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The scripts of {@code server-config/wildfly} make a stock WildFly one that Parley runs on. */
class WildFlyIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void theScriptsSetUpAStockServerWithItsOwnDataSourceAndTlsAndItStopsGracefully(@TempDir Path keys)
            throws Exception {
        Path keyStore = keys.resolve("parley.p12");
        KeyStore certificate = Tls.certificate(keyStore);
        try (MariaDbServer database = new MariaDbServer("wildfly").start();
                WildFly server = new WildFly("stock")
                        .module("com.mysql", Folders.connector())
                        .script("datasource.cli")
                        .script("tls.cli")) {
            server.with("PARLEY_DB_URL", database.jdbcUrl() + "?rewriteBatchedStatements=true")
                    .with("PARLEY_DB_USER", database.user())
                    .with("PARLEY_DB_PASSWORD", database.password())
                    .with("PARLEY_TLS_KEYSTORE", keyStore.toString())
                    .with("PARLEY_TLS_PASSWORD", Tls.PASSWORD)
                    .with("CHAT_DB_JNDI", "java:/jdbc/parley")
                    .with("CHAT_NODE", "stock")
                    .start();
            ChatClientAccount alice = ChatClientAccount.register(server.baseUri(), "alice");
            ChatClientAccount bob = ChatClientAccount.register(server.baseUri(), "bob");
            ChatClientAccount stranger = ChatClientAccount.stranger(server.baseUri());
            try (ChatClient hers = alice.connect();
                    ChatClient his = bob.connect()) {
                assertEquals("stock", hers.take("welcome").get("node").asText());
                hers.sendAndAck(ChatClient.textTo("bob", "hello"));
                his.message("hello");
                assertEquals(1, messages(database), "they are where the server's data source leads");
                assertTrue(stranger.get("/metrics").body().contains("parley_connections 2.0"));
                for (String kind : new String[] {"", "/live", "/ready", "/started"}) {
                    assertTrue(stranger.get("/health" + kind)
                            .expect(200)
                            .get("status")
                            .asText()
                            .equals("UP"));
                }
                assertEquals(404, stranger.get("/health/nothing").status());
                assertEquals("", stranger.get("/").header("X-Powered-By"));
                assertEquals("", stranger.get("/").header("Server"));
                URI secure = URI.create("https://127.0.0.1:" + server.tlsPort() + "/");
                assertEquals(
                        List.of(server.tlsPort()),
                        Listening.toOthers(server.processId()),
                        "only TLS is for other machines");
                Tls.assertRefusesWeakSuites(secure, certificate);
                assertTrue(Tls.welcome(secure, alice.token(), certificate).startsWith("{\"type\":\"welcome\""));

                database.restart();
                Await.until("it was ready again", PATIENCE, server::isReady);
                Await.until("the server's data source had new connections", PATIENCE, () -> {
                    try {
                        hers.sendAndAck(ChatClient.textTo("bob", "are you there?"));
                        return true;
                    } catch (AssertionError notYet) {
                        return false;
                    }
                });

                server.stop();
                assertEquals(1001, his.closeCode());
            }
            assertTrue(server.logs().contains("everything accepted is stored"), "it stopped gracefully");
            for (String secret : new String[] {alice.token(), "are you there?", database.password()}) {
                assertFalse(server.logs().contains(secret), "no secret is in the log");
            }
            assertFalse(
                    Files.readString(Folders.target().resolve("wildfly/standalone/configuration/standalone.xml"))
                            .contains("parley"),
                    "the installation stays as it was");
        }
    }

    private static long messages(MariaDbServer database) throws SQLException {
        try (Connection connection = database.connect();
                ResultSet count =
                        connection.createStatement().executeQuery("SELECT COUNT(*) FROM parley.parley_message")) {
            count.next();
            return count.getLong(1);
        }
    }
}
