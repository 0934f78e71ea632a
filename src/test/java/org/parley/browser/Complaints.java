package org.parley.browser;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import com.microsoft.playwright.Page;

/**
 * What a page's console says in red: failed requests, violated content security policies, exceptions that nobody caught.
 * Nothing of it is right unless a test says that it is to be expected.
 */
final class Complaints {
    /** A fresh browser asks whether there is a session, and hears that there is none. */
    private static final Pattern NO_SESSION = Pattern.compile("status of 401 .*/api/auth/refresh$");

    /** The machine has nothing to make a sound with. */
    private static final Pattern SILENCE = Pattern.compile("AudioContext encountered an error from the audio device");

    private static final Pattern NETWORK = Pattern.compile("net::ERR_|WebSocket connection to .* failed");

    private final String whose;
    private final List<String> all = new ArrayList<>();
    private final List<Pattern> expected = new ArrayList<>(List.of(NO_SESSION, SILENCE));

    Complaints(String whose, Page page) {
        this.whose = whose;
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                all.add(message.text() + " at " + withoutPosition(message.location()));
            }
        });
        page.onPageError(all::add);
    }

    void expect(String regex) {
        expected.add(Pattern.compile(regex));
    }

    void expectNetworkErrors() {
        expected.add(NETWORK);
    }

    /** Who stops or starts knows nothing of the application, and says so with any of these. */
    void expectARestart() {
        expectNetworkErrors();
        expect("status of (404|50\\d) ");
    }

    List<String> unexpected() {
        return all.stream()
                .filter(complaint -> expected.stream()
                        .noneMatch(known -> known.matcher(complaint).find()))
                .map(complaint -> whose + ": " + complaint)
                .toList();
    }

    /** From {@code address:line:column}. */
    private static String withoutPosition(String location) {
        return location.replaceFirst(":\\d+:\\d+$", "");
    }
}
