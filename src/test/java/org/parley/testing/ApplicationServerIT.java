package org.parley.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ApplicationServerIT {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @Test
    void anApplicationThatCannotBeDeployedIsToldAtOnce(@TempDir Path folder) throws IOException {
        Path broken = folder.resolve("broken.war");
        try (ZipOutputStream war = new ZipOutputStream(Files.newOutputStream(broken))) {
            war.putNextEntry(new ZipEntry("WEB-INF/web.xml"));
            war.write("<web-app><never-closed>".getBytes(StandardCharsets.UTF_8));
        }
        try (ApplicationServer server = ApplicationServer.named("broken").war(broken)) {
            // Sooner than a server that is waited for in vain.
            String message = assertTimeout(
                            Duration.ofMinutes(4), () -> assertThrows(IllegalStateException.class, server::start))
                    .getMessage();
            assertTrue(message.startsWith(server + " could not deploy the application"), message);
            assertFalse(server.isRunning());
        }
    }

    @Test
    void theApplicationUsesTheDatabaseThatItIsGivenAndTheServerCanBeKilledAndComesBackOnItsPort() throws SQLException {
        try (MariaDbServer database = new MariaDbServer("payara").start();
                ApplicationServer server =
                        ApplicationServer.named("self").with(database).start()) {
            assertTrue(hasTables(database));

            database.kill();
            Await.until("the application noticed the outage", PATIENCE, () -> !server.isReady());

            database.restart();
            Await.until("the application was ready again", PATIENCE, server::isReady);

            long process = server.processId();
            int port = server.port();

            server.kill();
            assertFalse(server.isReady());
            assertFalse(ProcessHandle.of(process).map(ProcessHandle::isAlive).orElse(false));

            server.restart();
            assertTrue(server.isReady());
            assertEquals(port, server.port());
            assertNotEquals(process, server.processId());

            server.stop();
            assertFalse(server.isRunning());
            assertTrue(server.logs().contains("Parley is starting"));
        }
    }

    private static boolean hasTables(MariaDbServer database) throws SQLException {
        try (Connection connection = database.connect();
                ResultSet tables = connection.getMetaData().getTables("parley", null, "%", null)) {
            return tables.next();
        }
    }
}
