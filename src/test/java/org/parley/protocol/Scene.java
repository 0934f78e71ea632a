package org.parley.protocol;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import org.parley.protocol.Cast.Caller;
import org.parley.testing.ChatClient;
import org.parley.testing.ChatClientAccount;

/**
 * What a row of authorisation.md names in braces, as one caller comes upon it. Each thing is made when it is first named.
 * To name a new one, add it to {@link #things}, and say in the manual what it is.
 */
final class Scene {
    private static final Pattern NAME = Pattern.compile("\\{(\\w+)}");
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final Cast cast;
    private final Caller caller;
    private final ChatClientAccount account;
    private final Map<String, String> made = new HashMap<>();
    private final Map<String, Supplier<String>> things;

    Scene(Cast cast, Caller caller, ChatClientAccount account) {
        this.cast = cast;
        this.caller = caller;
        this.account = account;
        this.things = things();
    }

    private Map<String, Supplier<String>> things() {
        Map<String, Supplier<String>> names = new HashMap<>();
        names.put("self", account::user);
        names.put("bystander", () -> cast.bystander().user());
        names.put("newcomer", () -> cast.newcomer().user());
        names.put("owner", () -> cast.of(Caller.OWNER).user());
        names.put("password", () -> ChatClientAccount.PASSWORD);
        names.put("fresh", () -> "fresh-" + NUMBER.incrementAndGet());
        names.put("other", () -> ProtocolServer.user("other").user());
        names.put("ownSession", () -> session(caller.mayConnect() ? account.login() : cast.bystander()));
        names.put("foreignSession", () -> session(cast.bystander()));
        names.put("token", account::token);
        names.put("foreignToken", () -> cast.bystander().token());
        names.put("soon", () -> Instant.now().plus(Duration.ofHours(1)).toString());
        names.put("open", () -> group("open"));
        names.put("approving", () -> group("approval"));
        names.put("asker", this::asker);
        names.put("group", this::group);
        names.put("ownSeq", () -> seq(isMember() ? account : cast.of(Caller.OWNER)));
        names.put("otherSeq", () -> seq(cast.bystander()));
        names.put("direct", () -> direct(caller.mayConnect() ? account : cast.newcomer()));
        names.put("foreign", () -> direct(cast.newcomer()));
        return names;
    }

    Caller caller() {
        return caller;
    }

    ChatClientAccount account() {
        return account;
    }

    /** Returns the text with the things themselves in place of their names in braces. */
    String fill(String text) {
        return NAME.matcher(text).replaceAll(this::thing);
    }

    private String thing(MatchResult name) {
        return made(name.group(1));
    }

    private String made(String name) {
        Supplier<String> thing = things.get(name);
        if (thing == null) {
            throw new IllegalArgumentException("{" + name + "} is not known to " + Scene.class.getSimpleName());
        }
        String known = made.get(name);
        if (known == null) {
            known = thing.get();
            made.put(name, known);
        }
        return known;
    }

    private boolean isMember() {
        return caller == Caller.MEMBER || caller == Caller.ADMIN || caller == Caller.OWNER;
    }

    private static String session(ChatClientAccount account) {
        for (JsonNode session : account.get("/api/me/sessions").expect(200).get("sessions")) {
            if (session.get("current").asBoolean()) {
                return session.get("id").asText();
            }
        }
        throw new AssertionError("the current session is not in the list");
    }

    private String group() {
        ChatClientAccount owner = cast.of(Caller.OWNER);
        String group = owner.group("Group", cast.of(Caller.MEMBER), cast.of(Caller.ADMIN), cast.bystander());
        String admin = "/api/conversations/" + group + "/members/"
                + cast.of(Caller.ADMIN).user();
        owner.patch(admin, "{\"role\":\"admin\"}").expect(200);
        return group;
    }

    private String group(String joinMode) {
        String group = group();
        cast.of(Caller.OWNER)
                .patch("/api/conversations/" + group, "{\"joinMode\":\"" + joinMode + "\"}")
                .expect(200);
        return group;
    }

    private String asker() {
        ChatClientAccount asker = ProtocolServer.user("asker");
        asker.post("/api/conversations/" + made("approving") + "/join-requests", "{}")
                .expect(200);
        return asker.user();
    }

    private String seq(ChatClientAccount author) {
        try (ChatClient connection = author.connect()) {
            return connection
                    .sendAndAck(ChatClient.text(made("group"), "something said"))
                    .get("seq")
                    .asText();
        }
    }

    private String direct(ChatClientAccount one) {
        try (ChatClient connection = one.connect()) {
            return connection
                    .sendAndAck(ChatClient.textTo(cast.bystander().user(), "something said"))
                    .get("conversation")
                    .asText();
        }
    }
}
