package org.parley.protocol;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.parley.testing.ChatClient;
import org.parley.testing.ChatClientAccount;
import org.parley.testing.ManualMetrics;

import static org.parley.testing.ManualMetrics.Table.ALWAYS;
import static org.parley.testing.ManualMetrics.Table.CHANNEL_MODE;
import static org.parley.testing.ManualMetrics.Table.KAFKA_MODE;

/** The manual names what is exported, and nothing else. */
@ExtendWith(ProtocolServer.class)
class MetricsIT {
    @Test
    void afterSomeTrafficEveryMetricIsInTheManualAndEveryOneInTheManualIsThere() {
        ChatClientAccount alice = ProtocolServer.user("alice");
        ChatClientAccount bob = ProtocolServer.user("bob");
        try (ChatClient hers = alice.connect();
                ChatClient his = bob.connect()) {
            String conversation = hers.sendAndAck(ChatClient.textTo(bob.user(), "hello"))
                    .get("conversation")
                    .asText();
            his.message("hello");
            bob.messages(conversation, "limit=10");
        }

        ManualMetrics.assertAgreeWith(List.of(ProtocolServer.server()), ALWAYS, CHANNEL_MODE);
        ManualMetrics.assertAlarmsFindAllBut(KAFKA_MODE, ProtocolServer.server());
    }
}
