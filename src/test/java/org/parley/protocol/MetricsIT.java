package org.parley.protocol;

import java.net.http.HttpRequest;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.parley.testing.ChatClient;
import org.parley.testing.ChatClientAccount;
import org.parley.testing.ManualMetrics;

import static org.junit.jupiter.api.Assertions.assertTrue;
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

        ChatClientAccount stranger =
                ChatClientAccount.stranger(ProtocolServer.server().baseUri());
        double before = refused(stranger, 401);
        stranger.get("/api/me");
        ChatClientAccount.send(
                HttpRequest.newBuilder(ProtocolServer.server().baseUri().resolve("/api/me"))
                        .header("Authorization", "Bearer nonsense")
                        .build());
        assertTrue(refused(stranger, 401) >= before + 2, "by REST, and before it");
        ManualMetrics.assertAgreeWith(List.of(ProtocolServer.server()), ALWAYS, CHANNEL_MODE);
        ManualMetrics.assertAlarmsFindAllBut(KAFKA_MODE, ProtocolServer.server());
    }

    private static double refused(ChatClientAccount stranger, int status) {
        return Pattern.compile("parley_requests_refused_total\\{status=\"" + status + "\"} (\\S+)")
                .matcher(stranger.get("/metrics").body())
                .results()
                .mapToDouble(sample -> Double.parseDouble(sample.group(1)))
                .sum();
    }
}
