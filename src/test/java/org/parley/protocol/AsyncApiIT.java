package org.parley.protocol;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.parley.testing.ChatClient;
import org.parley.testing.ChatClientAccount;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.parley.testing.ChatClient.frame;

/** The AsyncAPI document and the server say the same. The other protocol tests hold every frame against it, too. */
@ExtendWith(ProtocolServer.class)
class AsyncApiIT {
    private final JsonNode document = AsyncApi.read().document();

    @Test
    void everyFrameThereIsGoesOverTheWireAndIsDocumented() {
        ChatClientAccount alice = ProtocolServer.user("alice");
        ChatClientAccount bob = ProtocolServer.user("bob");
        try (ChatClient alices = alice.connect();
                ChatClient bobs = bob.connect()) {
            bobs.take("welcome");
            String conversation = alices.sendAndAck(ChatClient.textTo(bob.user(), "hi"))
                    .get("conversation")
                    .asText();
            bobs.message("hi");
            bobs.take("conversation");
            bobs.send(frame("typing").put("conversation", conversation).put("on", true));
            alices.take("typing");
            bobs.send(frame("presence").put("state", "online"));
            ObjectNode watch = frame("watch");
            watch.withArray("users").add(alice.user());
            bobs.send(watch);
            bobs.take("presence");
            bobs.send(frame("receipt").put("conversation", conversation).put("read", 1));
            alices.take("receipt");
            alices.send(frame("signal")
                    .put("call", ChatClient.cid())
                    .put("user", bob.user())
                    .put("event", "invite"));
            bobs.take("signal");
            alice.post("/api/contact-requests", "{\"user\":\"" + bob.user() + "\"}")
                    .expect(200);
            bobs.take("contact");
            alice.patch("/api/me/settings", "{\"sound\":true}").expect(200);
            alices.take("settings");
            alices.send(frame("ping"));
            alices.take("pong");
            alices.send(frame("auth").put("token", alice.token()));
            alices.refused("nonsense");
        }
        AsyncApi api = ProtocolServer.asyncApi();
        for (String side : new String[] {"client", "server"}) {
            Set<String> seen = new TreeSet<>();
            api.seen().stream().filter(s -> s.startsWith(side)).forEach(s -> seen.add(s.substring(side.length() + 1)));
            assertEquals(api.documented(side), seen);
        }
    }

    @Test
    void noFrameOfTheCodeIsMissing() {
        AsyncApi api = ProtocolServer.asyncApi();
        // Less one: Refused stands for what is no frame.
        assertEquals(
                ClientFrame.class.getPermittedSubclasses().length - 1,
                api.documented("client").size());
        assertEquals(
                ServerFrame.class.getPermittedSubclasses().length,
                api.documented("server").size());
    }

    @Test
    void errorCodesCloseCodesAndKindsAreThoseOfTheCode() {
        assertEquals(
                Arrays.stream(ErrorCode.values()).map(ErrorCode::wire).collect(Collectors.toCollection(TreeSet::new)),
                texts("/components/schemas/errorCode/enum"));
        Set<String> closeCodes = Arrays.stream(CloseReason.values())
                .map(reason -> Integer.toString(reason.code()))
                .collect(Collectors.toCollection(TreeSet::new));
        closeCodes.add("1000");
        Set<String> documented = new TreeSet<>();
        document.at("/channels/frames/x-close-codes").fieldNames().forEachRemaining(documented::add);
        assertEquals(closeCodes, documented);
        assertEquals(
                Arrays.stream(Membership.Event.values())
                        .map(Membership.Event::wire)
                        .collect(Collectors.toCollection(TreeSet::new)),
                texts("/components/schemas/message/oneOf/1/properties/event/enum"));
    }

    @Test
    void theServerHasTheDocument() throws Exception {
        ChatClientAccount.Answer answer = ProtocolServer.stranger().get("/asyncapi.json");
        assertEquals(document, answer.expect(200));
    }

    @Test
    void theDocumentIsAsyncApi3() {
        assertTrue(document.get("asyncapi").asText().matches("3\\.\\d+\\.\\d+"));
        assertFalse(document.at("/info/title").asText().isBlank());
        assertFalse(document.at("/info/version").asText().isBlank());
        for (JsonNode operation : document.get("operations")) {
            assertTrue(
                    Set.of("send", "receive").contains(operation.get("action").asText()));
            String channel = operation.at("/channel/$ref").asText();
            operation
                    .get("messages")
                    .forEach(message -> assertTrue(
                            message.get("$ref").asText().startsWith(channel + "/messages/"), message.toString()));
        }
        document.findValuesAsText("$ref")
                .forEach(reference ->
                        assertFalse(document.at(reference.substring(1)).isMissingNode(), reference));
    }

    @Test
    void theExamplesAreValid() {
        for (JsonNode message : document.at("/components/messages")) {
            var schema = document.<com.fasterxml.jackson.databind.node.ObjectNode>deepCopy();
            schema.putArray("allOf").add(message.get("payload"));
            for (JsonNode example : message.get("examples")) {
                var faults = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
                        .getSchema(schema)
                        .validate(example.get("payload"));
                assertTrue(faults.isEmpty(), () -> faults + " in " + example);
            }
        }
    }

    private Set<String> texts(String pointer) {
        Set<String> texts = new TreeSet<>();
        document.at(pointer).forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
