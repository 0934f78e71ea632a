package org.parley.browser;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import org.parley.testing.ApplicationServer;
import org.parley.testing.Chromium;

/**
 * The one server and the one browser of all tests in this package. Accounts stay from test to test, so each test brings
 * people of its own names; their browsers are closed after it.
 */
final class Site implements AutoCloseable {
    static final String PASSWORD = "correct horse battery";
    /** Who registered before anybody else. */
    static final String FIRST = "ada";

    /** How long a call rings that nobody answers: long enough for a device that is only just opened. */
    static final Duration RINGS = Duration.ofSeconds(25);

    /** For everything that a page is expected to show; generous, as the machine may be busy. */
    private static final int LIMIT_MILLIS = 30_000;

    private final ApplicationServer server = ApplicationServer.named("browser")
            .with("CHAT_PASSWORD_ITERATIONS", "10000")
            .with("CHAT_PUSH_TEXT", "shown")
            .with("CHAT_CALL_RING_TIMEOUT", RINGS.toString());
    private final Chromium chromium;
    private final List<Person> people = new ArrayList<>();

    Site() {
        PlaywrightAssertions.setDefaultAssertionTimeout(LIMIT_MILLIS);
        server.start();
        try {
            // A microphone and a camera that the machine doesn't have, which nobody has to allow.
            chromium = Chromium.launch("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream");
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
        try {
            registered(FIRST, "Ada Lovelace");
            everybodyLeaves();
        } catch (RuntimeException | AssertionError e) {
            close();
            throw e;
        }
    }

    ApplicationServer server() {
        return server;
    }

    URI base() {
        return server.baseUri();
    }

    /** Somebody with a browser of their own in front of them, who has not opened Parley yet. */
    Person person(String user, String name) {
        BrowserContext context = chromium.newContext(base());
        context.setDefaultTimeout(LIMIT_MILLIS);
        Person person = new Person(context, user, name);
        people.add(person);
        return person;
    }

    /** Somebody who has just registered and looks at their empty list of conversations. */
    Person registered(String user, String name) {
        Person person = person(user, name);
        person.opensParley().registers();
        return person;
    }

    /** What everybody's pages look like now, as {@code failed-…} among the screenshots. */
    void takePictures(String test) {
        for (Person person : people) {
            person.takePictures("failed-" + test);
        }
    }

    /**
     * Closes the browsers of all people.
     *
     * @throws AssertionError if a browser complained about anything that was not to be expected
     */
    void everybodyLeaves() {
        List<String> complaints = new ArrayList<>();
        for (Person person : people) {
            complaints.addAll(person.leaves());
        }
        people.clear();
        if (!complaints.isEmpty()) {
            throw new AssertionError("browsers complained:\n" + String.join("\n", complaints));
        }
    }

    @Override
    public void close() {
        try {
            chromium.close();
        } finally {
            server.close();
        }
    }
}
