package org.parley.browser;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.assertions.LocatorAssertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.parley.testing.Await;
import org.parley.testing.Chromium;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

@ExtendWith(OneSite.class)
@DisplayName("In the browser, after having been away,")
class ComeBackInTheBrowserIT {
    private static final int LONG_HISTORY = 230;
    /** More than a page of messages. */
    private static final int UNREAD = 120;

    private static final Duration SCROLLED = Duration.ofSeconds(60);
    /** Pages try again after pauses of up to half a minute. */
    private static final LocatorAssertions.IsHiddenOptions RECONNECTED =
            new LocatorAssertions.IsHiddenOptions().setTimeout(90_000);

    private final Site site;

    ComeBackInTheBrowserIT(Site site) {
        this.site = site;
    }

    @Test
    @DisplayName("what is unread is read from its first message down to the newest, in order, nothing twice")
    void whatIsUnreadIsReadFromItsFirstMessage() {
        Device device = site.registered("edna", "Edna Millay").device();
        List<String> written = new ArrayList<>(Texts.numbered("Sonnet", UNREAD));
        try (Correspondent walt = Correspondent.register(site, "walt", "Walt Whitman")) {
            walt.writesTo("edna", written);
            device.seesUnread("Walt Whitman", UNREAD);
            device.opens("Walt Whitman");
            device.sees(written.get(0));
            assertThat(device.page.locator(".unread-divider")).isInViewport();
            assertThat(device.message(written.get(UNREAD - 1))).hasCount(0);
            Locator badge = device.conversation("Walt Whitman").getByTestId("unread-badge");
            assertThat(badge).not().hasText(Integer.toString(UNREAD));
            assertThat(badge).isVisible();
            Chromium.screenshot(device.page, "history-first-unread");

            device.at("message-pane").hover();
            Await.until("scrolling led down to the newest message", SCROLLED, () -> {
                device.page.mouse().wheel(0, 900);
                return device.message(written.get(UNREAD - 1)).count() > 0;
            });
            device.at("message-pane").press("End");
            device.sees(written.get(UNREAD - 1));
            device.seesNothingUnread();
            walt.writesTo("edna", List.of("Epilogue"));
            device.sees("Epilogue");
        }
        written.add("Epilogue");
        device.seesMessages(written.toArray(String[]::new));
        device.seesNothingUnread();
    }

    @Test
    @DisplayName("history scrolls back to the first message, in order, nothing twice")
    void historyScrollsBackToTheFirstMessage() {
        Device device = site.registered("nell", "Nell Gwyn").device();
        List<String> written = Texts.numbered("Chapter", LONG_HISTORY);
        try (Correspondent otto = Correspondent.register(site, "otto", "Otto Dix")) {
            otto.writesTo("nell", written);
        }
        device.seesUnread("Otto Dix", LONG_HISTORY);
        device.opens("Otto Dix");
        device.sees(written.get(0));
        device.at("jump-latest").click();
        device.sees(written.get(LONG_HISTORY - 1));
        device.seesNothingUnread();
        assertThat(device.message(written.get(0))).hasCount(0);
        device.at("message-pane").hover();
        Await.until("scrolling led back to the first message", SCROLLED, () -> {
            device.page.mouse().wheel(0, -900);
            return device.message(written.get(0)).count() > 0;
        });
        device.at("message-pane").press("Home");
        device.sees(written.get(0));
        Chromium.screenshot(device.page, "history-beginning");
        device.seesMessages(written.toArray(String[]::new));
        device.at("jump-latest").click();
        device.sees(written.get(LONG_HISTORY - 1));
        device.seesNothingUnread();
    }

    @Test
    @DisplayName(
            "everything missed while the laptop was closed is there, once, in order, and what was typed is sent once")
    void whatWasMissedWhileTheLaptopWasClosedIsThere() {
        Person pia = site.registered("pia", "Pia Zadora");
        Person quin = site.registered("quin", "Quin Martin");
        Device hers = pia.device();
        Device his = quin.device();
        hers.finds(quin);
        hers.writes("I take the train now.");
        his.opens("Pia Zadora");
        hers.seesTick("I take the train now.", "read");

        pia.losesTheNetwork();
        assertThat(hers.at("offline-banner")).containsText("You are offline.");
        hers.writes("In the tunnel");
        hers.seesTick("In the tunnel", "sending");
        Chromium.screenshot(hers.page, "offline");
        List<String> missed = Texts.numbered("Meanwhile", 12);
        missed.forEach(his::writes);
        his.seesTick("Meanwhile 12", "sent");
        List<String> elsewhere = Texts.numbered("Elsewhere", 7);
        try (Correspondent rosa = Correspondent.register(site, "rosa", "Rosa Parks")) {
            rosa.writesIn(rosa.createsGroup("Travellers", "pia", "quin"), elsewhere);
        }

        pia.isBackOnTheNetwork();
        assertThat(hers.at("offline-banner")).isHidden();
        hers.seesTick("In the tunnel", "read");
        String[] all = Stream.of(List.of("I take the train now."), missed, List.of("In the tunnel"))
                .flatMap(List::stream)
                .toArray(String[]::new);
        hers.seesMessages(all);
        his.seesMessages(all);
        // The pane stays at the first of what was missed, until its reader goes on.
        assertThat(hers.page.locator(".unread-divider")).hasCount(1);
        hers.at("message-pane").press("End");
        his.seesTick("Meanwhile 12", "read");
        hers.seesUnread("Travellers", 7);
        hers.hasTitle("(7) Parley");
        hers.opens("Travellers");
        hers.seesMessages(elsewhere.toArray(String[]::new));
        hers.seesNothingUnread();
    }

    @Test
    @DisplayName("pages recover by themselves from a restart of the server, and nothing is lost")
    void pagesRecoverFromARestartOfTheServer() {
        Person sam = site.registered("sam", "Sam Shepard");
        Person tess = site.registered("tess", "Tess Daly");
        Device his = sam.device();
        Device hers = tess.device();
        Device herPhone = tess.opensParley();
        his.finds(tess);
        his.writes("Before");
        hers.opens("Sam Shepard");
        his.seesTick("Before", "read");
        List.of(his, hers, herPhone).forEach(device -> device.complaints.expectARestart());

        site.server().stop();
        assertThat(his.at("offline-banner")).containsText("Reconnecting…");
        assertThat(hers.at("offline-banner")).isVisible();
        his.writes("During, his first");
        his.writes("During, his second");
        hers.writes("During, hers");
        his.seesTick("During, his second", "sending");
        Chromium.screenshot(his.page, "reconnecting");

        site.server().start();
        for (Device device : List.of(his, hers, herPhone)) {
            assertThat(device.at("offline-banner")).isHidden(RECONNECTED);
        }
        his.seesTick("During, his second", "read");
        hers.seesTick("During, hers", "read");
        his.writes("After");
        hers.sees("After");
        List<String> seen = hers.at("message-text").allInnerTexts();
        his.seesMessages(seen.toArray(String[]::new));
        for (String text : List.of("Before", "During, his first", "During, his second", "During, hers", "After")) {
            assertThat(hers.message(text)).hasCount(1);
        }
        assertThat(hers.at("message")).hasCount(5);
        assertThat(hers.message("During, his second")
                        .locator("xpath=preceding-sibling::*")
                        .getByText("During, his first"))
                .hasCount(1);
        herPhone.seesNothingUnread();
        assertThat(herPhone.conversation("Sam Shepard")).containsText("After");
    }
}
