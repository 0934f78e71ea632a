package org.parley.security;

import java.time.Instant;
import java.util.List;

import jakarta.json.bind.annotation.JsonbNillable;

import org.parley.rest.Paging;

/**
 * A page of sessions, as REST shows it.
 *
 * @param next the cursor of the following page; null if this is the last
 */
@JsonbNillable
public record SessionList(List<Item> sessions, String next) {
    /** @param system null if the device does not say */
    @JsonbNillable
    public record Item(String id, String client, String system, Instant created, Instant lastUsed, boolean current) {
        static Item of(OwnSession session) {
            return new Item(
                    session.id(),
                    session.device().client(),
                    session.device().system().orElse(null),
                    session.created(),
                    session.lastUsed(),
                    session.current());
        }
    }

    /** @param found one more than fit on the page, if there are so many */
    public static SessionList of(List<OwnSession> found, int size) {
        List<Item> items = Paging.page(found, size).stream().map(Item::of).toList();
        return new SessionList(items, Paging.next(found, size, OwnSession::id));
    }
}
