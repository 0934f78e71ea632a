package org.parley.protocol;

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
 */
public record Membership(Event event, List<String> users, Optional<String> name, Optional<String> role)
        implements Content {

    public enum Event {
        CREATED("created"),
        JOINED("joined"),
        LEFT("left"),
        REMOVED("removed"),
        RENAMED("renamed"),
        NOTICE("notice"),
        ROLE("role");

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

    public static Membership of(Event event, List<String> users) {
        return new Membership(event, users, Optional.empty(), Optional.empty());
    }

    static Content read(JsonObject fields) {
        String event = Fields.string(fields, "event");
        return new Membership(
                Event.of(event).orElseThrow(() -> new Refusal(ErrorCode.UNSUPPORTED, "no such event: " + event)),
                Fields.strings(fields, "users"),
                Fields.optionalString(fields, "name"),
                Fields.optionalString(fields, "role"));
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
    }
}
