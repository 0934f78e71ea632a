package org.parley.testing;

import java.nio.file.Path;
import java.security.KeyStore;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The scripts of {@code server-config/payara} make a stock Payara Server one that Parley runs on. */
class PayaraServerIT {
    private static final Path SCRIPTS = Path.of("server-config/payara");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void theScriptsSetUpAStockServerWithItsOwnDataSourceAndTlsAndItStopsGracefully() throws Exception {
        try (MariaDbServer database = new MariaDbServer("payara-server").start();
                PayaraServer server = new PayaraServer("stock")
                        .with("PARLEY_DB_URL", database.jdbcUrl() + "?rewriteBatchedStatements=true")
                        .with("PARLEY_DB_USER", database.user())
                        .with("PARLEY_DB_PASSWORD", database.password())
                        .with("CHAT_DB_JNDI", "jdbc/parley")) {
            server.create().start();
            KeyStore certificate = Tls.certificate(server.configuration().resolve("keystore.p12"));
            server.asadmin("add-library", Folders.connector().toString());
            server.run(SCRIPTS, "server", "server-jvm", "server-datasource", "server", "server-tls");
            server.asadmin("create-system-properties", "chat.node=stock");
            server.stop();
            server.start();
            server.asadmin("deploy", Folders.target().resolve("parley.war").toString());
            ChatClientAccount stranger = ChatClientAccount.stranger(server.baseUri());
            Await.until("Parley was ready", PATIENCE, () -> {
                ChatClientAccount.Answer ready = stranger.get("/health/ready");
                return ready.status() == 200 && ready.body().contains("\"database\"");
            });

            assertEquals(
                    List.of(server.secureUri().getPort()),
                    Listening.toOthers(server.processId()),
                    "only TLS is for other machines");

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
                Tls.assertRefusesWeakSuites(server.secureUri(), certificate);
                assertTrue(Tls.welcome(server.secureUri(), alice.token(), certificate)
                        .startsWith("{\"type\":\"welcome\""));

                server.stop();
                assertEquals(1001, his.closeCode());
            }
            assertTrue(server.logs().contains("everything accepted is stored"), "it stopped gracefully");
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
