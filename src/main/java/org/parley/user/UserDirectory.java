package org.parley.user;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import com.github.benmanes.caffeine.cache.Cache;
import org.parley.local.LocalCaches;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;

/**
 * Translates between handles and ids, from memory where it can. What it remembers of a user may be a minute old: the
 * display name may have changed since, and the account may have been erased. Thread-safe; works inside and outside of a transaction.
 */
@ApplicationScoped
public class UserDirectory {
    private final Cache<Long, UserRef> byId = LocalCaches.builder()
            .maximumSize(100_000)
            .expireAfterWrite(Duration.ofMinutes(1))
            .build();
    private final Cache<String, Long> idByHandle = LocalCaches.builder()
            .maximumSize(100_000)
            .expireAfterWrite(Duration.ofMinutes(1))
            .build();

    @Inject
    private UserRows rows;

    /** @param handle what a stranger may have written, in any case */
    public Optional<UserRef> byHandle(String handle) {
        return Handle.find(handle).flatMap(this::byStoredHandle);
    }

    private Optional<UserRef> byStoredHandle(String handle) {
        Long id = idByHandle.getIfPresent(handle);
        Optional<UserRef> known = id == null
                ? Optional.empty()
                : byId(id).filter(user -> user.handle().equals(handle));
        if (known.isPresent()) {
            return known;
        }
        return rows.byHandle(handle).map(this::remember);
    }

    /**
     * @param handles what a stranger may have written, in any case
     * @return those of the users that exist
     */
    public Collection<UserRef> byHandles(Collection<String> handles) {
        Set<Long> known = new HashSet<>();
        Set<String> missing = new HashSet<>();
        for (String text : handles) {
            Handle.find(text).ifPresent(handle -> {
                Optional<Long> id = remembered(handle);
                id.ifPresentOrElse(known::add, () -> missing.add(handle));
            });
        }
        List<UserRef> found = new ArrayList<>(byIds(known).values());
        if (!missing.isEmpty()) {
            rows.byHandles(missing).forEach(user -> found.add(remember(user)));
        }
        return found;
    }

    /** @return the id, if it is in memory; never waits for the database */
    public Optional<Long> remembered(String handle) {
        return Optional.ofNullable(idByHandle.getIfPresent(handle));
    }

    /** @return empty if there is no such user */
    public Optional<UserRef> byId(long id) {
        return Optional.ofNullable(byIds(Set.of(id)).get(id));
    }

    /** @return those of the users that exist */
    public Map<Long, UserRef> byIds(Collection<Long> ids) {
        Map<Long, UserRef> found = new HashMap<>(byId.getAllPresent(ids));
        Set<Long> missing = new HashSet<>(ids);
        missing.removeAll(found.keySet());
        if (!missing.isEmpty()) {
            rows.byIds(missing).forEach(user -> found.put(user.id(), remember(user)));
        }
        return found;
    }

    /**
     * Returns somebody whom a token names by their id: a handle may be another's a moment after its user was erased.
     *
     * @throws Refusal {@code not_found} if there is no such user
     */
    public UserRef caller(long id) {
        return byId(id).orElseThrow(() -> new Refusal(ErrorCode.NOT_FOUND, "There is no such user."));
    }

    /** To be called after the commit of a change of this user's profile, or of its erasure. */
    public void forget(long id) {
        byId.invalidate(id);
    }

    private UserRef remember(UserRef user) {
        byId.put(user.id(), user);
        idByHandle.put(user.handle(), user.id());
        return user;
    }
}
