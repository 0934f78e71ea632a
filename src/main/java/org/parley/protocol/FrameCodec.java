package org.parley.protocol;

import java.io.StringReader;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;
import java.util.Optional;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonStructure;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonGenerator;

/** Frames to and from the text of WebSocket messages (RFC 6455) in JSON (RFC 8259). Stateless and thread-safe. */
public final class FrameCodec {
    private static final DateTimeFormatter INSTANT =
            new DateTimeFormatterBuilder().appendInstant(6).toFormatter();

    private FrameCodec() {}

    /**
     * Reads one frame, or an array of frames. Never throws: what can't be read is a {@link ClientFrame.Refused} in its
     * place.
     */
    public static List<ClientFrame> decode(String message) {
        JsonStructure json;
        try (var reader = JsonText.reader(new StringReader(message))) {
            json = reader.read();
        } catch (RuntimeException e) {
            // JsonException, as a rule; Parsson has others for what is nested too deeply.
            return List.of(malformed("This is not JSON."));
        }
        if (json instanceof JsonArray array) {
            return array.stream().map(FrameCodec::decodeFrame).toList();
        }
        return List.of(decodeFrame(json));
    }

    private static ClientFrame decodeFrame(JsonValue value) {
        if (!(value instanceof JsonObject frame)) {
            return malformed("A frame is a JSON object.");
        }
        Optional<String> cid = Optional.empty();
        Optional<String> call = Optional.empty();
        try {
            cid = Fields.optionalString(frame, "cid").filter(c -> c.length() <= 64);
            String type = Fields.string(frame, "type");
            if (type.equals("signal")) {
                call = Fields.optionalString(frame, "call").filter(Checks::isCall);
            }
            return switch (type) {
                case "send" -> decodeSend(frame);
                case "receipt" ->
                    new ClientFrame.Receipt(
                            Fields.id(frame, "conversation"),
                            Fields.optionalSeq(frame, "delivered"),
                            Fields.optionalSeq(frame, "read"));
                case "typing" -> new ClientFrame.Typing(Fields.id(frame, "conversation"), Fields.bool(frame, "on"));
                case "presence" -> decodePresence(frame);
                case "watch" -> decodeWatch(frame);
                case "signal" -> decodeSignal(frame);
                case "auth" -> new ClientFrame.Auth(Fields.string(frame, "token"));
                case "ping" -> new ClientFrame.Ping();
                default -> throw new Refusal(ErrorCode.UNSUPPORTED, "This server does not know frames of this type.");
            };
        } catch (Refusal refusal) {
            return new ClientFrame.Refused(cid, call, refusal);
        }
    }

    private static ClientFrame.Send decodeSend(JsonObject frame) {
        Optional<String> user = Fields.optionalString(frame, "user");
        if (user.isPresent() == frame.containsKey("conversation")) {
            throw new Refusal(ErrorCode.MALFORMED, "send has either conversation or user");
        }
        ClientFrame.Target target = user.isPresent()
                ? new ClientFrame.Target.ToUser(user.get())
                : new ClientFrame.Target.ToConversation(Fields.id(frame, "conversation"));
        Content.Kind kind = Content.Kind.of(Fields.string(frame, "kind"))
                .filter(Content.Kind::sendable)
                .orElseThrow(
                        () -> new Refusal(ErrorCode.UNSUPPORTED, "This server does not accept messages of this kind."));
        return new ClientFrame.Send(Fields.string(frame, "cid"), target, kind.read(frame));
    }

    private static ClientFrame.Presence decodePresence(JsonObject frame) {
        return new ClientFrame.Presence(PresenceState.ofDevice(Fields.string(frame, "state"))
                .orElseThrow(() -> new Refusal(ErrorCode.MALFORMED, "state is online or away")));
    }

    private static ClientFrame.Watch decodeWatch(JsonObject frame) {
        if (Fields.optionalArray(frame, "users").isEmpty()) {
            throw new Refusal(ErrorCode.MALFORMED, "users is missing");
        }
        return new ClientFrame.Watch(Fields.strings(frame, "users"));
    }

    private static ClientFrame.Signal decodeSignal(JsonObject frame) {
        String event = Fields.string(frame, "event");
        return new ClientFrame.Signal(
                Fields.string(frame, "call"),
                Fields.string(frame, "user"),
                SignalEvent.of(event)
                        .orElseThrow(() ->
                                new Refusal(ErrorCode.UNSUPPORTED, "This server does not know this event of a call.")),
                Fields.optionalObject(frame, "data").map(JsonObject::toString));
    }

    private static ClientFrame.Refused malformed(String detail) {
        return new ClientFrame.Refused(Optional.empty(), Optional.empty(), new Refusal(ErrorCode.MALFORMED, detail));
    }

    /** @return the frame as a JSON object */
    public static String encode(ServerFrame frame) {
        if (frame instanceof ServerFrame.Message message) {
            return encode(message.entry(), true, message.withCid());
        }
        if (frame instanceof ServerFrame.ConversationChanged changed) {
            return encode(changed);
        }
        if (frame instanceof ServerFrame.SettingsChanged changed) {
            return "{\"type\":\"settings\",\"settings\":" + changed.settingsJson() + "}";
        }
        if (frame instanceof ServerFrame.Signal signal) {
            return encode(signal);
        }
        if (frame instanceof ServerFrame.Pong) {
            return "{\"type\":\"pong\"}";
        }
        return JsonText.object(generator -> {
            if (frame instanceof ServerFrame.Ack ack) {
                write(generator, ack);
            } else if (frame instanceof ServerFrame.ReceiptMoved moved) {
                write(generator, moved);
            } else if (frame instanceof ServerFrame.TypingChanged typing) {
                write(generator, typing);
            } else if (frame instanceof ServerFrame.PresenceChanged changed) {
                write(generator, changed);
            } else if (frame instanceof ServerFrame.ContactChanged changed) {
                write(generator, changed);
            } else if (frame instanceof ServerFrame.Error error) {
                write(generator, error);
            } else if (frame instanceof ServerFrame.Welcome welcome) {
                write(generator, welcome);
            }
        });
    }

    /** @return an entry of the log as REST shows it: the {@code message} frame without its type */
    public static String encode(Entry entry, boolean withCid) {
        return encode(entry, false, withCid);
    }

    /** @return an instant as it stands on the wire: UTC, with microseconds */
    public static String encode(Instant instant) {
        return INSTANT.format(instant);
    }

    private static String encode(Entry entry, boolean withType, boolean withCid) {
        StringBuilder json = new StringBuilder(160 + entry.contentJson().length());
        json.append(withType ? "{\"type\":\"message\",\"conversation\":\"" : "{\"conversation\":\"")
                .append(entry.conversation())
                .append("\",\"seq\":")
                .append(entry.seq())
                .append(",\"from\":\"")
                .append(entry.from())
                .append("\",\"kind\":\"")
                .append(entry.kind())
                .append("\",\"at\":\"")
                .append(encode(entry.at()))
                .append('"');
        if (withCid && !entry.madeByServer()) {
            json.append(",\"cid\":\"").append(entry.cid()).append('"');
        }
        // The content is an object with at least one field: its fields follow the envelope's.
        return json.append(',')
                .append(entry.contentJson(), 1, entry.contentJson().length())
                .toString();
    }

    private static String encode(ServerFrame.ConversationChanged changed) {
        String frame = "{\"type\":\"conversation\",\"conversation\":\"" + changed.conversation() + "\",";
        return changed.summaryJson()
                .map(summary -> frame + "\"summary\":" + summary + "}")
                .orElse(frame + "\"gone\":true}");
    }

    private static String encode(ServerFrame.Signal signal) {
        String frame = JsonText.object(generator -> {
            generator
                    .write("type", "signal")
                    .write("call", signal.call())
                    .write("user", signal.user())
                    .write("event", signal.event().wire());
            signal.connection().ifPresent(connection -> generator.write("connection", connection));
        });
        return signal.dataJson()
                .map(data -> frame.substring(0, frame.length() - 1) + ",\"data\":" + data + "}")
                .orElse(frame);
    }

    private static void write(JsonGenerator generator, ServerFrame.Ack ack) {
        generator.write("type", "ack").write("cid", ack.cid()).write("conversation", Long.toString(ack.conversation()));
        ack.seq().ifPresent(seq -> generator.write("seq", seq));
        ack.at().ifPresent(at -> generator.write("at", encode(at)));
    }

    private static void write(JsonGenerator generator, ServerFrame.ReceiptMoved moved) {
        generator
                .write("type", "receipt")
                .write("conversation", Long.toString(moved.conversation()))
                .write("user", moved.user())
                .write("delivered", moved.delivered())
                .write("read", moved.read());
    }

    private static void write(JsonGenerator generator, ServerFrame.TypingChanged typing) {
        generator
                .write("type", "typing")
                .write("conversation", Long.toString(typing.conversation()))
                .write("user", typing.user())
                .write("on", typing.on());
    }

    private static void write(JsonGenerator generator, ServerFrame.PresenceChanged changed) {
        generator
                .write("type", "presence")
                .write("user", changed.user())
                .write("state", changed.state().wire());
        changed.lastSeen().ifPresent(instant -> generator.write("lastSeen", encode(instant)));
    }

    private static void write(JsonGenerator generator, ServerFrame.ContactChanged changed) {
        generator
                .write("type", "contact")
                .write("user", changed.user())
                .write("name", changed.name())
                .write("state", changed.state());
        changed.text().ifPresent(text -> generator.write("text", text));
    }

    private static void write(JsonGenerator generator, ServerFrame.Error error) {
        generator
                .write("type", "error")
                .write("code", error.refusal().code().wire())
                .write("detail", error.refusal().detail());
        error.cid().ifPresent(cid -> generator.write("cid", cid));
        error.call().ifPresent(call -> generator.write("call", call));
        error.refusal().retryAfter().ifPresent(wait -> generator.write("retryAfter", wait.toMillis()));
    }

    private static void write(JsonGenerator generator, ServerFrame.Welcome welcome) {
        generator
                .write("type", "welcome")
                .write("user", welcome.user())
                .write("connection", welcome.connection())
                .write("node", welcome.node())
                .write("time", encode(welcome.time()))
                .write("maxFrame", welcome.maxFrame())
                .write("heartbeat", welcome.heartbeat().toSeconds());
    }
}
