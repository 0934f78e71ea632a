package org.parley.protocol;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestInstanceFactoryContext;
import org.junit.jupiter.api.extension.TestInstancePreConstructCallback;
import org.parley.testing.ApplicationServer;
import org.parley.testing.ChatClient;
import org.parley.testing.ChatClientAccount;
import org.parley.testing.PushService;
import org.parley.testing.TokenKey;

import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The one server of all protocol tests, on the embedded database, started for the first of them in a JVM. After each test,
 * every frame and every request that went over the wire in it must have been as the AsyncAPI and the OpenAPI document say.
 */
final class ProtocolServer implements TestInstancePreConstructCallback, AfterEachCallback {
    static final String ALLOWED_ORIGIN = "https://chat.example.org";
    static final Duration RING_TIMEOUT = Duration.ofSeconds(8);
    static final String MONITORING_TOKEN = "a token for monitoring";
    static final String TURN_SECRET = "shared with the TURN servers";
    static final String PUSH_CONTACT = "mailto:operator@example.org";
    static final PushService PUSH_SERVICE = new PushService();
    /** More than WildFly takes if it is not told otherwise. */
    static final int MAX_FILE = 12_000_000;

    static final int QUEUE_BYTES = 262_144;

    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final String ADMINISTRATOR = "administrator";
    private static volatile Running running;

    private final TokenKey key = new TokenKey();
    private final ApplicationServer server = ApplicationServer.named("protocol");
    private final String database =
            "jdbc:h2:file:" + server.folder().resolve("protocol") + ";WRITE_DELAY=0;AUTO_SERVER=TRUE";

    ProtocolServer() {
        server.with("CHAT_DB_URL", database)
                .with("CHAT_TOKEN_KEY", key.setting())
                .with("CHAT_ORIGINS", ALLOWED_ORIGIN)
                .with("CHAT_ADMIN_USER", ADMINISTRATOR)
                .with("CHAT_MONITORING_TOKEN", MONITORING_TOKEN)
                .with("CHAT_PROXIES", "127.0.0.0/8")
                .with("CHAT_PASSWORD_ITERATIONS", "10000")
                .with("CHAT_REGISTRATION_PER_MINUTE", "10000")
                .with("CHAT_FILE_DIR", server.folder().resolve("files").toString())
                .with("CHAT_FILE_MAX_SIZE", Integer.toString(MAX_FILE))
                .with("CHAT_FILE_QUOTA", Integer.toString(2 * MAX_FILE - 1))
                .with("CHAT_FILE_RESERVE", "0")
                .with("CHAT_FILE_CLEANING_INTERVAL", "PT1S")
                .with("CHAT_CONNECTION_HEARTBEAT", "PT2S")
                .with("CHAT_PUSH_TEXT", "shown")
                .with("CHAT_PUSH_HOSTS", PUSH_SERVICE.authority())
                .with("CHAT_PUSH_CONTACT", PUSH_CONTACT)
                .with("CHAT_CALL_RING_TIMEOUT", RING_TIMEOUT.toString())
                .with("CHAT_ICE_STUN", "stun:stun.example.org:3478")
                .with("CHAT_ICE_TURN", "turn:turn.example.org:3478?transport=udp,turns:turn.example.org:5349")
                .with("CHAT_ICE_TURN_SECRET", TURN_SECRET)
                .with("CHAT_CONNECTION_QUEUE_BYTES", Integer.toString(QUEUE_BYTES));
    }

    /** Before the test's own fields need the server, and as a part of the test, so that this is what is run once more. */
    @Override
    public void preConstructTestInstance(TestInstanceFactoryContext test, ExtensionContext context) {
        running = context.getStore(ExtensionContext.StoreScope.LAUNCHER_SESSION, ExtensionContext.Namespace.GLOBAL)
                .getOrComputeIfAbsent(Holder.class, none -> new Holder(), Holder.class)
                .running();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        List<String> violations = new ArrayList<>(running.asyncApi.takeViolations());
        violations.addAll(running.openApi.takeViolations());
        assertTrue(violations.isEmpty(), () -> String.join("\n", violations));
    }

    /** Lives as long as the JVM runs tests, some of them at once. The store would keep a failed start for good. */
    private static final class Holder implements AutoCloseable {
        /** Each may take minutes, and there are many tests. */
        private static final int STARTS = 2;

        private Running started;
        private int starts;

        synchronized Running running() {
            if (started == null) {
                if (starts == STARTS) {
                    throw new IllegalStateException("The server did not start, " + STARTS + " times in a row");
                }
                starts++;
                started = new Running();
            }
            return started;
        }

        @Override
        public synchronized void close() {
            if (started != null) {
                started.one.server.close();
            }
        }
    }

    /** The server, and what is known of it. */
    private static final class Running {
        private final ProtocolServer one = new ProtocolServer();
        private final AsyncApi asyncApi = AsyncApi.read();
        private final OpenApi openApi = OpenApi.read();
        private final ChatClientAccount administrator;

        Running() {
            one.server.start();
            try {
                administrator = ChatClientAccount.register(one.server.baseUri(), ADMINISTRATOR);
            } catch (RuntimeException | AssertionError e) {
                one.server.close();
                throw e;
            }
            ChatClient.record(asyncApi);
            ChatClientAccount.record(openApi);
        }
    }

    static ApplicationServer server() {
        return running.one.server;
    }

    /** Where the server keeps files. */
    static Path files() {
        return running.one.server.folder().resolve("files");
    }

    static AsyncApi asyncApi() {
        return running.asyncApi;
    }

    static OpenApi openApi() {
        return running.openApi;
    }

    /** Makes a user whom no other test knows. */
    static ChatClientAccount user(String name) {
        return ChatClientAccount.register(running.one.server.baseUri(), name(name));
    }

    /** Makes a name like this one that no other test knows, nor the same test when it is run again. */
    static String name(String like) {
        return like + "-" + NUMBER.incrementAndGet();
    }

    /** Returns the administrator of the installation; a session of its own for who may end it. */
    static ChatClientAccount administrator() {
        return running.administrator;
    }

    /** Returns a token like this one, signed by the server's key, that expires at another time. */
    static String expiring(String token, Instant at) {
        return running.one.key.expiring(token, at);
    }

    static void disable(ChatClientAccount account) throws SQLException {
        execute("UPDATE parley_user SET enabled = FALSE WHERE handle = '" + account.user() + "'");
    }

    /** Changes something in the database of the running server. */
    static void execute(String statement) throws SQLException {
        try (Connection connection = DriverManager.getConnection(running.one.database, "parley", "");
                Statement update = connection.createStatement()) {
            update.execute(statement);
        }
    }

    static ChatClientAccount stranger() {
        return ChatClientAccount.stranger(running.one.server.baseUri());
    }

    /** Returns the sum of a counter over its labels that contain a text. */
    static double metric(String name, String label) {
        return stranger()
                .get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name) && line.contains(label))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
