package org.parley.presence;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;

import org.parley.protocol.JsonText;
import org.parley.protocol.PresenceState;

/**
 * What a node says of its users.
 *
 * @param number one more than that of the node's report before
 * @param anew whether everything that the node said before is void
 * @param changes who came, went away or left
 */
record Report(long number, boolean anew, Map<Long, Seen> changes) {
    /**
     * A user on a node.
     *
     * @param at when they were active last, if they are not now
     */
    record Seen(PresenceState state, Instant at) {
        static final Seen NEVER = new Seen(PresenceState.OFFLINE, Instant.EPOCH);
    }

    Report {
        changes = Map.copyOf(changes);
    }

    String encode() {
        return JsonText.object(generator -> {
            generator.write("number", number).write("anew", anew).writeStartArray("users");
            changes.forEach((user, seen) -> generator
                    .writeStartArray()
                    .write(user)
                    .write(seen.state().ordinal())
                    .write(seen.at().toEpochMilli())
                    .writeEnd());
            generator.writeEnd();
        });
    }

    /** @throws RuntimeException if it is not one */
    static Report decode(JsonObject json) {
        Map<Long, Seen> changes = new HashMap<>();
        for (JsonArray user : json.getJsonArray("users").getValuesAs(JsonArray.class)) {
            changes.put(
                    user.getJsonNumber(0).longValueExact(),
                    new Seen(
                            PresenceState.values()[user.getInt(1)],
                            Instant.ofEpochMilli(user.getJsonNumber(2).longValueExact())));
        }
        return new Report(json.getJsonNumber("number").longValueExact(), json.getBoolean("anew"), changes);
    }
}
