package org.parley.protocol;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.json.JsonObject;
import jakarta.json.stream.JsonGenerator;

/**
 * A change of a conversation or of its members, appended by the server alone when somebody makes it.
 *
 * @param users handles of those whom it is about
 * @param name the new name, for {@link Event#RENAMED} and {@link Event#CREATED}
 * @param role the new role, for {@link Event#ROLE}
 * @param avatar which picture it has from now on, for {@link Event#AVATAR}; empty if none. Equal pictures have equal ones
 * @param joinMode how people come in from now on, for {@link Event#JOIN_MODE}
 * @param until the end of being muted, for {@link Event#MUTED}
 */
public record Membership(
        Event event,
        List<String> users,
        Optional<String> name,
        Optional<String> role,
        Optional<String> avatar,
        Optional<String> joinMode,
        Optional<Instant> until)
        implements Content {

    public enum Event {
        CREATED("created"),
        JOINED("joined"),
        LEFT("left"),
        REMOVED("removed"),
        RENAMED("renamed"),
        NOTICE("notice"),
        AVATAR("avatar"),
        ROLE("role"),
        ACCEPTED("accepted"),
        JOIN_MODE("joinMode"),
        MUTED("muted"),
        UNMUTED("unmuted"),
        DISSOLVED("dissolved");

        private static final Map<String, Event> BY_WIRE =
                Stream.of(values()).collect(Collectors.toUnmodifiableMap(Event::wire, e -> e));

        private final String wire;

        Event(String wire) {
            this.wire = wire;
        }

        public String wire() {
            return wire;
        }

        public static Optional<Event> of(String wire) {
            return Optional.ofNullable(BY_WIRE.get(wire));
        }
    }

    public Membership {
        users = List.copyOf(users);
    }

    public Membership(Event event, List<String> users, Optional<String> name, Optional<String> role) {
        this(event, users, name, role, Optional.empty(), Optional.empty(), Optional.empty());
    }

    public static Membership avatar(Optional<String> avatar) {
        return new Membership(
                Event.AVATAR,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                avatar,
                Optional.empty(),
                Optional.empty());
    }

    public static Membership joinMode(String mode) {
        return new Membership(
                Event.JOIN_MODE,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(mode),
                Optional.empty());
    }

    public static Membership muted(String user, Instant until) {
        return new Membership(
                Event.MUTED,
                List.of(user),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(until));
    }

    public static Membership of(Event event, List<String> users) {
        return new Membership(event, users, Optional.empty(), Optional.empty());
    }

    static Content read(JsonObject fields) {
        String event = Fields.string(fields, "event");
        return new Membership(
                Event.of(event).orElseThrow(() -> new Refusal(ErrorCode.UNSUPPORTED, "no such event: " + event)),
                Fields.strings(fields, "users"),
                Fields.optionalString(fields, "name"),
                Fields.optionalString(fields, "role"),
                Fields.optionalString(fields, "avatar"),
                Fields.optionalString(fields, "joinMode"),
                Fields.optionalInstant(fields, "until"));
    }

    @Override
    public String kind() {
        return Kind.MEMBER.wire();
    }

    @Override
    public void write(JsonGenerator generator) {
        generator.write("event", event.wire());
        JsonText.writeStrings(generator, "users", users);
        name.ifPresent(value -> generator.write("name", value));
        role.ifPresent(value -> generator.write("role", value));
        avatar.ifPresent(value -> generator.write("avatar", value));
        joinMode.ifPresent(value -> generator.write("joinMode", value));
        until.ifPresent(value -> generator.write("until", FrameCodec.encode(value)));
    }
}
