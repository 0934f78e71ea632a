package org.parley.user;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.parley.protocol.ErrorCode;
import org.parley.protocol.JsonText;
import org.parley.protocol.Refusal;
import org.parley.rest.Body;

/**
 * How somebody wants Parley, on all their devices. What they never chose is empty, and left to the device.
 *
 * @param presence to whom it is shown; empty is everybody
 */
public record UserSettings(Optional<String> language, Optional<String> theme, Optional<String> presence) {
    private static final List<String> LANGUAGES = List.of("en", "zh");
    private static final List<String> THEMES = List.of("system", "light", "dark");
    private static final List<String> AUDIENCES =
            Stream.of(PresenceAudience.values()).map(PresenceAudience::wire).toList();

    /** @return these with what the body names; null takes a choice back */
    UserSettings with(Body change) {
        return new UserSettings(
                change.has("language") ? choice(change, "language", LANGUAGES) : language,
                change.has("theme") ? choice(change, "theme", THEMES) : theme,
                change.has("presence") ? choice(change, "presence", AUDIENCES) : presence);
    }

    private static Optional<String> choice(Body change, String field, List<String> choices) {
        Optional<String> value = change.optionalString(field);
        if (value.isPresent() && !choices.contains(value.get())) {
            throw new Refusal(ErrorCode.MALFORMED, field + " is one of " + String.join(", ", choices));
        }
        return value;
    }

    String json() {
        return JsonText.object(generator -> {
            JsonText.writeNullable(generator, "language", language.orElse(null));
            JsonText.writeNullable(generator, "theme", theme.orElse(null));
            generator.write("presence", presence.orElse(PresenceAudience.EVERYBODY.wire()));
        });
    }
}
