package org.parley.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LeaksTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "token eyJraWQiOiIxIn0abc.eyJzdWIiOiIxIn0abc.c2lnbmF0dXJl was refused",
                "sub-protocol bearer.abcdefgh12345",
                "Authorization: Bearer abcdefghijklmnop",
                "cookie AAAAAAAAAAAAAAAAAAAAAA.BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB again",
                "Set-Cookie: parley_refresh=A",
                "{\"kty\":\"EC\",\"d\":\"AAAA\"}",
                "-----BEGIN PRIVATE KEY-----",
                "body {\"user\":\"alice\",\"password\":\"x\"}",
                "wrong: correct horse battery",
                "frame {\"type\":\"send\",\"text\":\"x\"}",
                "Send[cid=1, content=Text[text=x, replyTo=]]",
                "failed on something said",
                "url jdbc:mysql://h/d?password=a-secret-setting"
            })
    void a_line_that_tells_a_secret_is_found_with_its_place(String line) throws IOException {
        Path log = Files.writeString(folder.resolve("server.log"), "harmless\n" + line + "\n");

        List<String> leaks = Leaks.in(folder, List.of("a-secret-setting"));

        assertEquals(1, leaks.size(), leaks.toString());
        assertTrue(leaks.get(0).startsWith(log + ":2 tells a"), leaks.get(0));
    }

    @Test
    void logs_are_found_wherever_they_are_and_other_files_are_not_read() throws IOException {
        Path below = Files.createDirectories(folder.resolve("domains/logs"));
        Files.writeString(below.resolve("server.log_2026-01-01"), "something said");
        Files.writeString(below.resolve("data.db"), "something said");

        assertEquals(1, Leaks.in(folder, List.of()).size());
    }

    @Test
    void what_is_usual_in_logs_is_no_leak() throws IOException {
        Files.writeString(folder.resolve("server.log"), """
                2026-01-01T00:00:00.000 INFO org.parley.app.Startup Parley is starting: open this server's address
                2026-01-01T00:00:00.000 WARNING org.parley.security.Accounts A refresh token of user id 7 was used twice
                java.lang.IllegalStateException: java.sql.SQLNonTransientConnectionException: Connection refused
                \tat org.glassfish.jersey.server.internal.monitoring.MonitoringContainerListener.onStartup(Some.java:1)
                at long short
                """);

        assertEquals(List.of(), Leaks.in(folder, List.of("short")));
    }
}
