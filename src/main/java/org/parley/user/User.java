package org.parley.user;

import java.time.Instant;
import java.util.Optional;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.parley.jpa.InstantConverter;

/** An account. Its handle never changes, unless the account is erased; everything else may. */
@Entity
@Table(name = "parley_user")
public class User {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;

    private String handle;
    private String name;
    private String email;
    private String status = "";
    private String language;
    private String theme;
    private String presence;
    private String notifications;

    @Column(name = "notification_text")
    private Boolean notificationText;

    private Boolean sound;

    @Column(name = "password_hash")
    private String passwordHash;

    /** The hash of a secret by which the password can be set once; null if there is none. */
    @Column(name = "password_link")
    private String passwordLink;

    @Column(name = "password_link_until")
    @Convert(converter = InstantConverter.class)
    private Instant passwordLinkUntil;

    private boolean administrator;
    private boolean enabled = true;

    @Column(name = "created_at")
    @Convert(converter = InstantConverter.class)
    private Instant createdAt;

    protected User() {}

    public User(String handle, String name, Instant createdAt) {
        this.handle = handle;
        this.name = name;
        this.createdAt = createdAt;
    }

    public long id() {
        return id;
    }

    public String handle() {
        return handle;
    }

    public UserRef ref() {
        return new UserRef(id, handle, name);
    }

    Profile profile() {
        return new Profile(handle, name, status);
    }

    OwnProfile ownProfile() {
        return OwnProfile.of(handle, name, email, status, administrator);
    }

    Credentials credentials() {
        return new Credentials(id, handle, passwordHash, administrator, enabled);
    }

    void changeProfile(ProfileChange change) {
        change.name().ifPresent(value -> name = value);
        change.email().ifPresent(value -> email = value.isEmpty() ? null : value);
        change.status().ifPresent(value -> status = value);
    }

    UserSettings settings() {
        return new UserSettings(
                Optional.ofNullable(language),
                Optional.ofNullable(theme),
                Optional.ofNullable(presence).map(PresenceAudience::of),
                Optional.ofNullable(notifications).flatMap(NotificationLevel::of),
                Optional.ofNullable(notificationText),
                Optional.ofNullable(sound));
    }

    void changeSettings(UserSettings settings) {
        language = settings.language().orElse(null);
        theme = settings.theme().orElse(null);
        presence = settings.presence().map(PresenceAudience::wire).orElse(null);
        notifications = settings.notifications().map(NotificationLevel::wire).orElse(null);
        notificationText = settings.notificationText().orElse(null);
        sound = settings.sound().orElse(null);
    }

    /** There is no link to it any more. */
    void changePassword(String hash) {
        passwordHash = hash;
        linkPassword(null, null);
    }

    void renewPasswordHash(String hash) {
        passwordHash = hash;
    }

    /** Takes the place of the link that there was. */
    void linkPassword(String linkHash, Instant until) {
        passwordLink = linkHash;
        passwordLinkUntil = until;
    }

    boolean passwordLinkedBy(String linkHash, Instant now) {
        return linkHash.equals(passwordLink) && now.isBefore(passwordLinkUntil);
    }

    AccountRecord account() {
        return new AccountRecord(
                id, handle, name, email, enabled, administrator, handle.equals(Handle.erased(id)), createdAt);
    }

    void administer(boolean on) {
        administrator = on;
    }

    /** Nothing remains of who this was; what they wrote still has one and the same author. */
    void erase() {
        handle = Handle.erased(id);
        name = handle;
        email = null;
        status = "";
        changePassword(null);
        administrator = false;
        enabled = false;
    }

    void enable(boolean on) {
        enabled = on;
        if (!on) {
            linkPassword(null, null);
        }
    }
}
