package org.parley.guarantee;

import java.io.IOException;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.parley.testing.ApplicationServer;
import org.parley.testing.Await;
import org.parley.testing.ChatClient;
import org.parley.testing.ChatClientAccount;
import org.parley.testing.ChatClientParticipant;
import org.parley.testing.KafkaServer;
import org.parley.testing.MariaDbServer;
import org.parley.testing.PayaraMicro;
import org.parley.testing.WildFly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A node on Payara Micro and a node on WildFly, with the same WAR, on one Kafka and one database, are as one. */
@Tag("guarantee")
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class MixedClusterIT {
    private static final int SOME = 100;
    private static final long LIMIT_SECONDS = 900;

    private static final MariaDbServer DATABASE = new MariaDbServer("mixed");
    private static final KafkaServer KAFKA = new KafkaServer("mixed");
    private static final PayaraMicro PAYARA = new PayaraMicro("mixed");
    private static final WildFly WILDFLY = new WildFly("mixed");

    @BeforeAll
    static void start() {
        CompletableFuture.allOf(CompletableFuture.runAsync(DATABASE::start), CompletableFuture.runAsync(KAFKA::start))
                .join();
        // Not at the same time: either makes the tables.
        node(PAYARA, "payara").start();
        node(WILDFLY, "wildfly").start();
    }

    private static ApplicationServer node(ApplicationServer server, String name) {
        return Servers.fast(server).with(DATABASE).with(KAFKA).with("CHAT_NODE", name);
    }

    @AfterAll
    static void end() {
        List.of(PAYARA, WILDFLY).forEach(ApplicationServer::close);
        KAFKA.close();
        DATABASE.close();
    }

    @Test
    void bothRunTheSameFile() throws IOException {
        assertEquals(checksum(PAYARA), checksum(WILDFLY));
    }

    @Test
    void peopleOnBothChatAndEveryDeviceOfTheirsHearsOfIt() {
        ChatClientAccount ann = ChatClientAccount.register(PAYARA.baseUri(), "ann");
        ChatClientAccount ben = ChatClientAccount.register(WILDFLY.baseUri(), "ben");
        try (ChatClient hers = ann.connect();
                ChatClient hersElsewhere = ann.at(WILDFLY.baseUri()).connect();
                ChatClient his = ben.connect()) {
            JsonNode first = hers.sendAndAck(ChatClient.textTo("ben", "hello"));
            String conversation = first.get("conversation").asText();
            assertEquals("ann", his.message("hello").get("from").asText());
            assertTrue(hersElsewhere.message("hello").has("cid"));

            his.sendAndAck(ChatClient.text(conversation, "hello to Payara"));
            assertEquals(2, hers.message("hello to Payara").get("seq").asLong());
            assertEquals(2, hersElsewhere.message("hello to Payara").get("seq").asLong());
            his.send(
                    ChatClient.frame("typing").put("conversation", conversation).put("on", true));
            assertEquals("ben", hers.take("typing").get("user").asText());
            hers.send(ChatClient.frame("receipt")
                    .put("conversation", conversation)
                    .put("read", 2));
            assertEquals(2, his.take("receipt").get("read").asLong());

            String group = ann.group("Both", ben);
            his.take("the group", frame -> frame.path("conversation").asText().equals(group));
            his.sendAndAck(ChatClient.text(group, "to all"));
            hers.message("to all");
            ann.delete("/api/conversations/" + group + "/members/ben").expect(204);
            his.take("the end", frame -> frame.path("gone").asBoolean());
            assertEquals(
                    "forbidden",
                    his.refused(ChatClient.text(group, "one more")).get("code").asText());

            ben.at(PAYARA.baseUri()).logout();
            assertEquals(4401, his.closeCode());
        }
    }

    @Test
    void eitherIsKilledUnderLoadAndTheOtherCarriesOnWithoutALossOrADouble() throws SQLException {
        try (Crowd crowd =
                new Crowd(List.of(PAYARA, WILDFLY), 5, 2, 4, Integer.MAX_VALUE).pace(Duration.ofMillis(250))) {
            CompletableFuture<Void> writing = crowd.write(nobody -> {}, LIMIT_SECONDS);
            some(crowd, writing);
            for (ApplicationServer node : List.of(WILDFLY, PAYARA)) {
                node.kill();
                some(crowd, writing);
                node.start();
                some(crowd, writing);
            }
            crowd.enough();
            writing.join();
            Await.until("all that was acknowledged was stored and read", Servers.PATIENCE, () -> {
                crowd.participants().forEach(ChatClientParticipant::catchUp);
                new Books(crowd, DATABASE.jdbcUrl(), DATABASE.user(), DATABASE.password()).balance();
                return true;
            });
        }
    }

    private static void some(Crowd crowd, CompletableFuture<Void> writing) {
        int before = crowd.acknowledged();
        Await.until("some more was acknowledged", Servers.PATIENCE, () -> {
            assertTrue(!writing.isDone(), "nobody writes any more");
            return crowd.acknowledged() >= before + SOME;
        });
    }

    private static String checksum(ApplicationServer server) throws IOException {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(server.deployed())));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
