package org.parley.testing.container;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** The database's process, for tests inside the server. */
public final class DatabaseServer {
    static final String CONTROL = "TEST_DATABASE_CONTROL";

    private static final Duration LIMIT = Duration.ofMinutes(1);

    private DatabaseServer() {}

    /** Whether the server's database is a MariaDB, and not the embedded one; asked inside the server and outside. */
    public static boolean isMariaDb() {
        return System.getenv(CONTROL) != null || "mariadb".equals(System.getProperty("parley.database"));
    }

    /** Kills the database's process (SIGKILL), while something is done, and starts it again. */
    public static void duringOutage(Runnable action) {
        control("/kill");
        try {
            action.run();
        } finally {
            control("/start");
        }
    }

    private static void control(String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(System.getenv(CONTROL) + path))
                .POST(HttpRequest.BodyPublishers.noBody())
                .timeout(LIMIT)
                .build();
        try {
            int status = HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.discarding())
                    .statusCode();
            if (status != 204) {
                throw new IllegalStateException("The database's control answered " + status + " to " + path);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
