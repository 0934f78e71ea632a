package org.parley.user;

import java.util.Optional;
import java.util.regex.Pattern;

import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;
import org.parley.rest.Body;

/**
 * What users may change of themselves; empty means unchanged.
 *
 * @param email an empty string removes it
 */
public record ProfileChange(Optional<String> name, Optional<String> email, Optional<String> status) {
    private static final Pattern EMAIL = Pattern.compile("[^\\s@<>,;\"()\\[\\]]{1,64}@[^\\s@<>,;\"()\\[\\]]+");

    public ProfileChange {
        name = name.map(DisplayName::parse);
        email = email.map(String::strip);
        email.filter(value -> !value.isEmpty()).ifPresent(ProfileChange::checkEmail);
        status = status.map(value -> DisplayName.line("status", value, 140));
    }

    /** What others say of a user: what can't be in a profile is left out. */
    public static ProfileChange leniently(Optional<String> name, Optional<String> email) {
        return new ProfileChange(
                name.filter(value -> passes(() -> DisplayName.parse(value))),
                email.filter(value -> passes(() -> checkEmail(value.strip()))),
                Optional.empty());
    }

    static ProfileChange of(Body body) {
        if (body.has("name") && body.optionalString("name").isEmpty()) {
            throw malformed("name must not be empty");
        }
        return new ProfileChange(body.optionalString("name"), clearable(body, "email"), clearable(body, "status"));
    }

    private static Optional<String> clearable(Body body, String field) {
        return body.has(field) ? Optional.of(body.optionalString(field).orElse("")) : Optional.empty();
    }

    private static boolean passes(Runnable check) {
        try {
            check.run();
            return true;
        } catch (Refusal e) {
            return false;
        }
    }

    private static void checkEmail(String email) {
        if (email.length() > 254 || !EMAIL.matcher(email).matches()) {
            throw malformed("email is not an e-mail address");
        }
        DisplayName.line("email", email, 254);
    }

    private static Refusal malformed(String detail) {
        return new Refusal(ErrorCode.MALFORMED, detail);
    }
}
