package org.parley.user;

import java.util.List;
import java.util.Optional;

import jakarta.json.stream.JsonGenerator;

import org.parley.protocol.ErrorCode;
import org.parley.protocol.JsonText;
import org.parley.protocol.Refusal;
import org.parley.rest.Body;

/**
 * How somebody wants Parley, on all their devices. What they never chose is empty, and left to the device.
 *
 * @param presence to whom it is shown; empty is everybody
 * @param notificationText whether notifications show who wrote, and what
 * @param sound whether devices make a sound
 */
public record UserSettings(
        Optional<String> language,
        Optional<String> theme,
        Optional<PresenceAudience> presence,
        Optional<NotificationLevel> notifications,
        Optional<Boolean> notificationText,
        Optional<Boolean> sound) {
    private static final List<String> LANGUAGES = List.of("en", "zh");
    private static final List<String> THEMES = List.of("system", "light", "dark");

    /** @return these with what the body names; null takes a choice back */
    UserSettings with(Body change) {
        return new UserSettings(
                change.has("language") ? choice(change, "language", LANGUAGES) : language,
                change.has("theme") ? choice(change, "theme", THEMES) : theme,
                change.has("presence")
                        ? choice(change, "presence", PresenceAudience.WIRE).map(PresenceAudience::of)
                        : presence,
                change.has("notifications")
                        ? choice(change, "notifications", NotificationLevel.WIRE)
                                .flatMap(NotificationLevel::of)
                        : notifications,
                change.has("notificationText") ? change.optionalBool("notificationText") : notificationText,
                change.has("sound") ? change.optionalBool("sound") : sound);
    }

    private static Optional<String> choice(Body change, String field, List<String> choices) {
        Optional<String> value = change.optionalString(field);
        if (value.isPresent() && !choices.contains(value.get())) {
            throw new Refusal(ErrorCode.MALFORMED, field + " is one of " + String.join(", ", choices));
        }
        return value;
    }

    /** @return {@link NotificationLevel#ALL} if they never chose */
    public NotificationLevel notificationLevel() {
        return notifications.orElse(NotificationLevel.ALL);
    }

    /** @return true if they never chose */
    public boolean showsNotificationText() {
        return notificationText.orElse(true);
    }

    /** @return true if they never chose */
    public boolean makesSound() {
        return sound.orElse(true);
    }

    /** @return as REST and {@code settings} frames show them */
    public String json() {
        return JsonText.object(generator -> {
            JsonText.writeNullable(generator, "language", language.orElse(null));
            JsonText.writeNullable(generator, "theme", theme.orElse(null));
            generator.write(
                    "presence", presence.orElse(PresenceAudience.EVERYBODY).wire());
            JsonText.writeNullable(
                    generator,
                    "notifications",
                    notifications.map(NotificationLevel::wire).orElse(null));
            write(generator, "notificationText", notificationText);
            write(generator, "sound", sound);
        });
    }

    private static void write(JsonGenerator generator, String name, Optional<Boolean> value) {
        value.ifPresentOrElse(chosen -> generator.write(name, chosen), () -> generator.writeNull(name));
    }
}
