package org.parley.user;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;

import org.parley.jpa.LikePattern;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;
import org.parley.rest.Body;

/** Accounts in the database; each method is one transaction, or part of its caller's. */
@Stateless
public class UserStore {
    /** One row, locked by whoever claims it first: of two that register at once, one is the first. */
    private static final String CLAIM = "UPDATE parley_first_administrator SET user_id = ? "
            + "WHERE id = 1 AND user_id IS NULL AND NOT EXISTS (SELECT 1 FROM parley_user WHERE administrator)";

    @PersistenceContext
    private EntityManager entities;

    @Inject
    private Clock clock;

    /**
     * @param administrator the handle of the account that is to be an administrator; if absent, the first account is
     * @throws Refusal {@link ErrorCode#CONFLICT} if the handle is taken; if somebody takes it at the very same time, a
     *     persistence exception
     */
    public Credentials register(String handle, String name, String passwordHash, Optional<String> administrator) {
        if (exists(handle)) {
            throw new Refusal(ErrorCode.CONFLICT, "The name " + handle + " is taken.");
        }
        User user = new User(handle, name, clock.instant());
        user.changePassword(passwordHash);
        entities.persist(user);
        entities.flush();
        if (administrator.map(handle::equals).orElseGet(() -> claimAdministration(user.id()))) {
            user.administer(true);
        }
        return user.credentials();
    }

    /** Makes an account without a password, which is nobody's administrator. The handle must be free. */
    public long create(String handle, String name) {
        User user = new User(handle, name, clock.instant());
        entities.persist(user);
        entities.flush();
        return user.id();
    }

    /**
     * Takes over what somebody else decides of this account: its profile and, unless that is empty, whether it is an
     * administrator.
     *
     * @return whether it became an administrator, or ceased to be one
     */
    public boolean follow(long userId, ProfileChange change, Optional<Boolean> administrator) {
        User user = locked(userId);
        user.changeProfile(change);
        boolean before = user.account().administrator();
        administrator.ifPresent(user::administer);
        return before != user.account().administrator();
    }

    private boolean claimAdministration(long userId) {
        return entities.createNativeQuery(CLAIM).setParameter(1, userId).executeUpdate() == 1;
    }

    public boolean exists(String handle) {
        return find(handle).isPresent();
    }

    public Optional<Credentials> credentials(String handle) {
        return find(handle).map(User::credentials);
    }

    public Optional<Credentials> credentials(long userId) {
        return Optional.ofNullable(entities.find(User.class, userId)).map(User::credentials);
    }

    /**
     * Nobody changes the password, or disables or enables the account, until the caller's transaction ends.
     *
     * @throws Refusal {@code not_found} if there is no such user
     */
    public Credentials lockedCredentials(long userId) {
        return locked(userId).credentials();
    }

    public boolean hasAdministrator() {
        return !entities.createQuery("SELECT u.id FROM User u WHERE u.administrator = TRUE", Long.class)
                .setMaxResults(1)
                .getResultList()
                .isEmpty();
    }

    /** Makes an existing account an administrator. */
    public boolean makeAdministrator(String handle) {
        Optional<User> user = find(handle);
        user.ifPresent(found -> found.administer(true));
        return user.isPresent();
    }

    /** @return those of these users whose accounts are disabled or erased */
    public Set<Long> disabled(Collection<Long> userIds) {
        if (userIds.isEmpty()) {
            return Set.of();
        }
        return Set.copyOf(
                entities.createQuery("SELECT u.id FROM User u WHERE u.id IN :ids AND u.enabled = FALSE", Long.class)
                        .setParameter("ids", userIds)
                        .getResultList());
    }

    public void changePassword(long userId, String passwordHash) {
        locked(userId).changePassword(passwordHash);
    }

    /**
     * Puts another hash of the same password into the place of the one that there is, unless that was changed since.
     *
     * @param account as it was when its password was verified
     * @return the account as it is then
     */
    public Credentials renewPasswordHash(Credentials account, String hash) {
        User user = locked(account.userId());
        if (account.passwordHash().equals(user.credentials().passwordHash())) {
            user.renewPasswordHash(hash);
        }
        return user.credentials();
    }

    /**
     * Lets the password be set once by whoever has the secret of this hash, until then. A link that there was before is good
     * for nothing any more, and neither is this one after the password is changed or the account disabled.
     *
     * @throws Refusal {@code conflict} if the account is disabled
     */
    public void linkPassword(long userId, String linkHash, Instant until) {
        User user = locked(userId);
        if (!user.account().enabled()) {
            throw new Refusal(ErrorCode.CONFLICT, "This account is disabled; enable it first.");
        }
        user.linkPassword(linkHash, until);
    }

    /** @return whether the password of this account can be set by the secret of this hash now */
    public boolean passwordLinkedBy(String handle, String linkHash) {
        return find(handle)
                .filter(user -> user.passwordLinkedBy(linkHash, clock.instant()))
                .isPresent();
    }

    /** @return the account whose password was set; empty if it can't be set by the secret of this hash, or not any more */
    public Optional<Credentials> setPassword(String handle, String linkHash, String passwordHash) {
        Optional<User> user = entities.createQuery("SELECT u.id FROM User u WHERE u.handle = :handle", Long.class)
                .setParameter("handle", handle)
                .getResultStream()
                .findFirst()
                .map(this::locked)
                .filter(found -> found.passwordLinkedBy(linkHash, clock.instant()));
        user.ifPresent(found -> found.changePassword(passwordHash));
        return user.map(User::credentials);
    }

    /**
     * Does not end what the account has open: that is the concern of those who call this.
     *
     * @throws Refusal {@code conflict} if nobody would be left who administers Parley, or if the account was erased
     */
    public void enable(long userId, boolean on) {
        if (!on) {
            demandOtherAdministrator(userId);
        }
        User user = locked(userId);
        if (on) {
            demandNotErased(user);
        }
        user.enable(on);
    }

    /** @throws Refusal {@code conflict} if nobody would be left who administers Parley */
    public void administer(long userId, boolean on) {
        if (!on) {
            demandOtherAdministrator(userId);
        }
        User user = locked(userId);
        if (on && !user.account().enabled()) {
            throw new Refusal(ErrorCode.CONFLICT, "This account is disabled; enable it first.");
        }
        user.administer(on);
    }

    /**
     * Makes it impossible to tell whose account this was.
     *
     * @throws Refusal {@code conflict} if nobody would be left who administers Parley, or if it was erased before
     */
    public void erase(long userId) {
        demandOtherAdministrator(userId);
        User user = locked(userId);
        demandNotErased(user);
        user.erase();
    }

    private static void demandNotErased(User user) {
        if (user.account().erased()) {
            throw new Refusal(ErrorCode.CONFLICT, "This account was erased.");
        }
    }

    // Locks all of them, so that of two who step back at once one stays.
    private void demandOtherAdministrator(long userId) {
        List<User> administrators = entities.createQuery(
                        "SELECT u FROM User u WHERE u.administrator = TRUE AND u.enabled = TRUE ORDER BY u.id",
                        User.class)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultList();
        if (administrators.stream().anyMatch(user -> user.id() == userId) && administrators.size() == 1) {
            throw new Refusal(ErrorCode.CONFLICT, "This is the last administrator; make another one first.");
        }
    }

    public Optional<AccountRecord> account(String handle) {
        return find(handle).map(User::account);
    }

    public boolean administers(long userId) {
        return credentials(userId)
                .filter(account -> account.enabled() && account.administrator())
                .isPresent();
    }

    public Optional<Profile> profile(String handle) {
        return find(handle).map(User::profile);
    }

    public OwnProfile ownProfile(String handle) {
        return existing(handle).ownProfile();
    }

    public OwnProfile changeProfile(String handle, ProfileChange change) {
        User user = existing(handle);
        user.changeProfile(change);
        return user.ownProfile();
    }

    public UserSettings settings(String handle) {
        return existing(handle).settings();
    }

    /** @return those of the users that exist; a statement can ask for some hundreds at once */
    public List<UserPreferences> preferences(Collection<Long> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        return entities.createQuery("SELECT u FROM User u WHERE u.id IN :ids", User.class)
                .setParameter("ids", ids)
                .getResultStream()
                .map(user -> new UserPreferences(user.ref(), user.settings()))
                .toList();
    }

    public UserSettings changeSettings(String handle, Body change) {
        User user = existing(handle);
        user.changeSettings(user.settings().with(change));
        return user.settings();
    }

    /** @return what those of these users chose who did */
    public Map<Long, PresenceAudience> presenceAudiences(Collection<Long> ids) {
        return entities.createQuery(
                        "SELECT u.id, u.presence FROM User u WHERE u.id IN :ids AND u.presence IS NOT NULL",
                        Object[].class)
                .setParameter("ids", ids)
                .getResultStream()
                .collect(Collectors.toMap(row -> (Long) row[0], row -> PresenceAudience.of((String) row[1])));
    }

    /**
     * @param prefix how the handle, the name or a word of the name begins, in any case; empty finds everybody
     * @param after the last handle of the page before
     * @return enabled accounts in the order of their handles
     */
    public List<Profile> search(String prefix, String after, int limit) {
        return found(prefix, after, limit, false).map(User::profile).toList();
    }

    /** @return accounts in the order of their handles, also those that are disabled; see {@link #search} */
    public List<AccountRecord> accounts(String prefix, String after, int limit) {
        return found(prefix, after, limit, true).map(User::account).toList();
    }

    private Stream<User> found(String prefix, String after, int limit, boolean disabledToo) {
        String pattern = LikePattern.literal(prefix) + "%";
        return entities.createQuery(
                        "SELECT u FROM User u WHERE "
                                + (disabledToo ? "" : "u.enabled = TRUE AND ")
                                + "u.handle > :after AND (u.handle LIKE :handle ESCAPE '!' OR LOWER(u.name) LIKE LOWER(:start) ESCAPE '!'"
                                + " OR LOWER(u.name) LIKE LOWER(:word) ESCAPE '!') ORDER BY u.handle",
                        User.class)
                .setParameter("after", after)
                .setParameter("handle", handlePattern(pattern))
                .setParameter("start", pattern)
                .setParameter("word", "% " + pattern)
                .setMaxResults(limit)
                .getResultStream();
    }

    // MariaDB compares its ASCII columns with nothing else. The empty pattern fits no handle.
    private static String handlePattern(String pattern) {
        boolean ascii = pattern.chars().allMatch(c -> c < 128);
        return ascii ? pattern.toLowerCase(Locale.ROOT) : "";
    }

    private Optional<User> find(String handle) {
        return entities.createQuery("SELECT u FROM User u WHERE u.handle = :handle", User.class)
                .setParameter("handle", handle)
                .getResultStream()
                .findFirst();
    }

    private User existing(String handle) {
        return find(handle).orElseThrow(() -> new Refusal(ErrorCode.NOT_FOUND, "There is no user " + handle + "."));
    }

    /** Holds both accounts until the caller's transaction ends, in an order in which nobody waits for each other. */
    @TransactionAttribute(TransactionAttributeType.MANDATORY)
    public void hold(long oneUser, long otherUser) {
        locked(Math.min(oneUser, otherUser));
        locked(Math.max(oneUser, otherUser));
    }

    private User locked(long userId) {
        User user = entities.find(User.class, userId, LockModeType.PESSIMISTIC_WRITE);
        if (user == null) {
            throw new Refusal(ErrorCode.NOT_FOUND, "There is no such user.");
        }
        return user;
    }
}
