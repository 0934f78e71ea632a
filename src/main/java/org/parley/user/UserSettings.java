package org.parley.user;

import java.util.List;
import java.util.Optional;

import org.parley.protocol.ErrorCode;
import org.parley.protocol.JsonText;
import org.parley.protocol.Refusal;
import org.parley.rest.Body;

/**
 * How somebody wants Parley, on all their devices. What they never chose is empty, and left to the device.
 */
public record UserSettings(Optional<String> language, Optional<String> theme) {
    private static final List<String> LANGUAGES = List.of("en", "zh");
    private static final List<String> THEMES = List.of("system", "light", "dark");

    /** @return these with what the body names; null takes a choice back */
    UserSettings with(Body change) {
        return new UserSettings(
                change.has("language") ? choice(change, "language", LANGUAGES) : language,
                change.has("theme") ? choice(change, "theme", THEMES) : theme);
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
        });
    }
}
