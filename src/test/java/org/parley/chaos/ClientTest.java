package org.parley.chaos;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.Test;
import org.parley.testing.ChatClientAccount;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ClientTest {
    private final Client client = new Client(
            Temperament.STEADY,
            List.of(ChatClientAccount.stranger(URI.create("http://127.0.0.1:1/"))),
            new Random(1),
            List.of(),
            false);

    private List<String> faults(String frame) throws JsonProcessingException {
        client.arrived(1, ChatClientAccount.JSON.readTree(frame));
        return client.book().testimony().faults();
    }

    @Test
    void aFrameThatIsNotAsTheProtocolSaysIsAFault() throws JsonProcessingException {
        assertEquals(List.of(), faults("{\"type\":\"presence\"}"));
        assertEquals(1, faults("{\"type\":\"message\",\"conversation\":\"1\"}").size());
        assertEquals(2, faults("{\"typ\":\"ack\"}").size());
        assertEquals(3, faults("{\"type\":\"ack\"}").size());
    }

    @Test
    void theServerFailsOnlyWhereTheNetworkDoes() {
        assertTrue(Closing.isAllowed(1001, true));
        assertTrue(Closing.isAllowed(4408, true));
        assertTrue(Closing.isAllowed(1011, false));
        assertFalse(Closing.isAllowed(1011, true));
        assertFalse(Closing.isAllowed(4401, false));
        assertFalse(Closing.isAllowed(1003, false));
    }

    @Test
    void readingEndsWhereThereIsMoreThatDoesNotCome() throws IOException {
        String summary = "{\"id\":\"1\",\"joinedSeq\":1,\"lastSeq\":5,\"delivered\":0,\"read\":0,\"unread\":5}";
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        answer(server, "/api/conversations", "{\"conversations\":[" + summary + "]}");
        answer(server, "/api/conversations/1/messages", "{\"messages\":[],\"more\":true}");
        server.start();
        try {
            Client reader = new Client(
                    Temperament.STEADY,
                    List.of(ChatClientAccount.stranger(
                            URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"))),
                    new Random(1),
                    List.of(),
                    false);
            assertTimeoutPreemptively(Duration.ofSeconds(20), () -> reader.resume(true));
            assertEquals(1, reader.book().testimony().faults().size());
        } finally {
            server.stop(0);
        }
    }

    private static void answer(HttpServer server, String path, String json) {
        server.createContext(path, exchange -> {
            byte[] body = json.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }
}
