package org.parley.security.oidc;

import java.text.Normalizer;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.parley.security.Secrets;
import org.parley.user.Handle;

/** Finds a handle for somebody who is new: the one that the provider has, as far as it can be one here and is free. */
final class HandleChoice {
    private static final int MAX = 32;
    private static final int ROOM_FOR_NUMBER = 4;
    private static final int NUMBERED = 99;
    private static final String NAMELESS = "user";

    private HandleChoice() {}

    static String choose(ProviderUser user, Predicate<String> taken) {
        String wish = Stream.of(user.handle(), user.email(), user.name())
                .flatMap(hint -> hint.stream())
                .map(HandleChoice::plain)
                .filter(text -> Handle.find(text).isPresent())
                .findFirst()
                .orElse(NAMELESS);
        String stem = wish.length() > MAX - ROOM_FOR_NUMBER ? wish.substring(0, MAX - ROOM_FOR_NUMBER) : wish;
        return Stream.concat(
                        Stream.of(wish), IntStream.rangeClosed(2, NUMBERED).mapToObj(number -> stem + "-" + number))
                .filter(taken.negate())
                .findFirst()
                .orElseGet(() -> NAMELESS + "-" + random());
    }

    /** Of an e-mail address what is before the @; of letters with marks the letters; of all else hyphens. */
    private static String plain(String text) {
        String local = text.indexOf('@') > 0 ? text.substring(0, text.indexOf('@')) : text;
        String plain = Normalizer.normalize(local, Normalizer.Form.NFKD)
                .replaceAll("\\p{M}", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9._-]+", "-")
                .replaceAll("^[^a-z0-9]+|[^a-z0-9]+$", "");
        return plain.length() > MAX ? plain.substring(0, MAX) : plain;
    }

    private static String random() {
        return Secrets.random(12).toLowerCase(Locale.ROOT);
    }
}
