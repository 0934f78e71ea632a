package org.parley.protocol;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.parley.protocol.AuthorisationTable.Row;
import org.parley.testing.ChatClient;
import org.parley.testing.ChatClientAccount;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.parley.testing.ChatClient.is;

/** The tables of the manual, authorisation.md, tell what the server does, and leave nothing out. */
@ExtendWith(ProtocolServer.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuthorisationIT {
    private Cast cast;

    @BeforeAll
    void meet() throws SQLException {
        cast = new Cast();
    }

    static Stream<Row> requests() throws IOException {
        return AuthorisationTable.read().requests().stream();
    }

    static Stream<Row> frames() throws IOException {
        return AuthorisationTable.read().frames().stream();
    }

    @ParameterizedTest
    @MethodSource
    void requests(Row row) throws SQLException {
        List<String> answers = new ArrayList<>();
        for (Cast.Caller caller : Cast.Caller.values()) {
            answers.add(Integer.toString(request(row, cast.scene(caller, row)).status()));
        }
        assertEquals(row.expected().toString(), answers.toString(), row.toString());
    }

    private static ChatClientAccount.Answer request(Row row, Scene scene) {
        String body = scene.fill(row.body());
        return scene.account()
                .request(row.method(), scene.fill(row.path()), row.contentType(), body.isEmpty() ? null : body);
    }

    @ParameterizedTest
    @MethodSource
    void frames(Row row) throws SQLException {
        List<String> answers = new ArrayList<>();
        for (Cast.Caller caller : Cast.Caller.values()) {
            answers.add(frame(row, cast.scene(caller, row)));
        }
        assertEquals(row.expected().toString(), answers.toString(), row.toString());
    }

    private static String frame(Row row, Scene scene) {
        if (!scene.caller().mayConnect()) {
            ChatClient.Handshake handshake =
                    ChatClient.handshake(scene.account().base());
            return Integer.toString((scene.account().token() == null
                            ? handshake
                            : handshake.bearer(scene.account().token()))
                    .subprotocols("parley.v1")
                    .refusedWith());
        }
        ObjectNode frame = (ObjectNode) AuthorisationTable.json(scene.fill(row.body()));
        frame.put("type", row.method());
        boolean acknowledged = row.method().equals("send");
        String cid = ChatClient.cid();
        if (acknowledged) {
            frame.put("cid", cid);
        }
        try (ChatClient connection = scene.account().connect()) {
            connection.take("welcome");
            connection.send(frame);
            if (!acknowledged) {
                // Whatever there is to be said about the frame before comes first.
                connection.send(
                        ChatClient.textTo(scene.account().user(), "fence").put("cid", cid));
            }
            JsonNode answer = connection.take(
                    "an answer",
                    f -> is(f, "error") || is(f, "ack") && f.get("cid").asText().equals(cid));
            return is(answer, "ack") ? "done" : answer.get("code").asText();
        }
    }

    @Test
    void noOperationOfRestIsMissing() throws IOException {
        OpenApi openApi = ProtocolServer.openApi();
        Set<String> missing = new TreeSet<>(openApi.operations());
        requests().forEach(row -> missing.remove(row.operation(openApi)));
        assertEquals(Set.of(), missing, "operations of openapi.yaml without a row in authorisation.md");
    }

    @Test
    void noFrameAndNoKindIsMissing() throws IOException {
        Set<String> missing = new TreeSet<>(ProtocolServer.asyncApi().documented("client"));
        frames().forEach(row -> missing.remove(row.method()));
        assertEquals(Set.of(), missing, "frames of asyncapi.json without a row in authorisation.md");

        Set<String> kinds = AuthorisationTable.kinds(ProtocolServer.asyncApi().document());
        frames().forEach(row -> kinds.removeIf(
                kind -> row.method().equals("send") && row.body().contains("\"kind\":\"" + kind + "\"")));
        assertEquals(Set.of(), kinds, "kinds of send in asyncapi.json without a row in authorisation.md");
    }
}
