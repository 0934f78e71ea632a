package org.parley.guarantee;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parley.testing.ApplicationServer;
import org.parley.testing.Await;
import org.parley.testing.ChatClient;
import org.parley.testing.ChatClientAccount;
import org.parley.testing.KafkaServer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

/** Kafka over TLS, with a password. */
@Tag("guarantee")
class SecuredKafkaIT {

    @TempDir
    private Path folder;

    @Test
    void aNodeWorksOverTlsWithAPasswordAndSaysSoIfThatIsWrong() throws IOException {
        Path properties = folder.resolve("kafka.properties");
        try (KafkaServer kafka = new KafkaServer("secured").secured().start();
                ApplicationServer node = Servers.fast("secured")
                        .with(kafka)
                        .with("CHAT_KAFKA_BOOTSTRAP_SERVERS", kafka.securedServers())
                        .with("CHAT_KAFKA_PROPERTIES", properties.toString())) {
            Files.writeString(properties, kafka.clientProperties("wrong"));
            CompletableFuture<?> starting = CompletableFuture.runAsync(node::start);
            Await.until("the log told what is wrong", Servers.START, () -> node.logs()
                    .contains("Kafka at " + kafka.securedServers() + ": it refuses this node"));
            assertFalse(node.isReady());
            node.kill();
            starting.handle((started, failure) -> null).join();

            Files.writeString(properties, kafka.clientProperties("parley-secret"));
            node.start();
            ChatClientAccount alice = ChatClientAccount.register(node.baseUri(), "alice");
            try (ChatClient client = alice.connect()) {
                assertEquals(
                        1,
                        client.sendAndAck(ChatClient.textTo("alice", "to myself"))
                                .get("seq")
                                .asLong());
            }
        }
    }
}
