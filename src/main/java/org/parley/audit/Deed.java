package org.parley.audit;

import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What somebody did with rights that others have not. People are named by {@link #person}, never by their handle: no entry
 * may change, and who was erased must not be found in one.
 *
 * @param actor the person; empty for what the server does by itself
 * @param action a word for a program, such as {@code user.disable}
 * @param target a person, a conversation's id or the like; empty if there is none
 * @param details for people; never a secret nor what somebody wrote in a message
 * @param address where the request came from; empty for what the server does by itself
 */
public record Deed(String actor, String action, String target, String details, String address) {
    private static final int MAX_DETAILS = 1_000;

    public Deed {
        target = shortened(target, 64);
        details = shortened(details, MAX_DETAILS);
        address = shortened(address, 64);
    }

    private static final Pattern PERSON = Pattern.compile("#(\\d{1,18})\\b");

    /** @return how an entry names somebody: it tells nobody's name once the account is erased */
    public static String person(long userId) {
        return "#" + userId;
    }

    /** @return the ids of the people who are named */
    public Set<Long> people() {
        return PERSON.matcher(String.join(" ", actor, target, details))
                .results()
                .map(match -> Long.valueOf(match.group(1)))
                .collect(Collectors.toSet());
    }

    /** @return the same for people to read, with these handles instead of ids */
    public Deed withHandles(Map<Long, String> handles) {
        return new Deed(
                readable(actor, handles), action, readable(target, handles), readable(details, handles), address);
    }

    private static String readable(String text, Map<Long, String> handles) {
        return PERSON.matcher(text)
                .replaceAll(match ->
                        Matcher.quoteReplacement(handles.getOrDefault(Long.valueOf(match.group(1)), match.group())));
    }

    /** @return what the server does by itself */
    public static Deed ofServer(String action, String target, String details) {
        return new Deed("", action, target, details, "");
    }

    private static String shortened(String text, int max) {
        if (text.codePointCount(0, text.length()) <= max) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, max));
    }
}
