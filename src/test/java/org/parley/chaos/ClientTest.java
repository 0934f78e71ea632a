package org.parley.chaos;

import java.net.URI;
import java.util.List;
import java.util.Random;

import com.fasterxml.jackson.core.JsonProcessingException;
import org.junit.jupiter.api.Test;
import org.parley.testing.ChatClientAccount;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
}
