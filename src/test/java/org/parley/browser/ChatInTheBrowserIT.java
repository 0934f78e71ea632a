package org.parley.browser;

import java.util.List;
import java.util.regex.Pattern;

import com.microsoft.playwright.Locator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.parley.testing.Chromium;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

@ExtendWith(OneSite.class)
@DisplayName("In the browser")
class ChatInTheBrowserIT {
    private final Site site;

    ChatInTheBrowserIT(Site site) {
        this.site = site;
    }

    @Test
    @DisplayName("people register, the first becomes administrator, a wrong password is explained, a reload keeps in")
    void peopleRegisterAndLogIn() {
        Device ben = site.person("ben", "Ben Okri").opensParley();
        assertThat(ben.at("login-form")).isVisible();
        Chromium.screenshot(ben.page, "login");
        ben.registers();
        Chromium.screenshot(ben.page, "empty-workspace");
        try (Correspondent first = Correspondent.logIn(site, Site.FIRST);
                Correspondent second = Correspondent.logIn(site, "ben")) {
            assertTrue(first.profile().contains("\"admin\""), first.profile());
            assertFalse(second.profile().contains("\"admin\""), second.profile());
        }

        ben.logsOut();
        ben.complaints.expect("status of 401 .*/api/auth/login$");
        ben.triesToLogIn("not my password");
        assertThat(ben.at("auth-error")).containsText("User name or password is not right");
        assertThat(ben.page.locator("[name=user]")).hasValue("ben");
        Chromium.screenshot(ben.page, "login-wrong-password");

        ben.logsIn();
        ben.page.reload();
        ben.seesTheWorkspace();
        assertThat(ben.at("login-form")).hasCount(0);
    }

    @Test
    @DisplayName("ticks go from sending to sent, delivered and read, and unread counts are right on both devices")
    void ticksAndUnreadCountsTellHowFarMessagesGot() {
        Person dora = site.registered("dora", "Dora Maar");
        dora.closesEverything();
        Person carl = site.registered("carl", "Carl Sagan");
        Device his = carl.device();
        his.finds(dora);

        carl.losesTheNetwork();
        his.writes("Are you there?");
        his.seesTick("Are you there?", "sending");
        carl.isBackOnTheNetwork();
        his.seesTick("Are you there?", "sent");
        his.writes("It is about lunch.");
        his.seesTick("It is about lunch.", "sent");

        Device desk = dora.opensParley();
        Device phone = dora.opensParley();
        for (Device device : List.of(desk, phone)) {
            device.seesUnread("Carl Sagan", 2);
            device.hasTitle("(2) Parley");
        }
        his.seesTick("Are you there?", "delivered");
        his.seesTick("It is about lunch.", "delivered");
        Chromium.screenshot(desk.page, "unread");

        desk.opens("Carl Sagan");
        his.seesTick("Are you there?", "read");
        his.seesTick("It is about lunch.", "read");
        desk.seesNothingUnread();
        phone.seesNothingUnread();

        desk.looksAtTheListAlone();
        his.writes("Noodles?");
        for (Device device : List.of(desk, phone)) {
            device.seesUnread("Carl Sagan", 1);
            device.hasTitle("(1) Parley");
        }
        phone.opens("Carl Sagan");
        desk.seesNothingUnread();
        phone.seesNothingUnread();
        his.seesTick("Noodles?", "read");
    }

    @Test
    @DisplayName("what is written while the details are in the place of a conversation is read when that is back")
    void nothingIsReadBehindTheDetails() {
        Person liv = site.registered("liv", "Liv Ullmann");
        Person sven = site.registered("sven", "Sven Nykvist");
        Device hers = liv.device();
        Device his = sven.device();
        his.finds(liv);
        his.writes("Is the light right?");
        hers.page.setViewportSize(390, 844);
        hers.opens("Sven Nykvist");
        his.seesTick("Is the light right?", "read");

        hers.at("details").click();
        assertThat(hers.at("message-pane")).isHidden();
        his.writes("Shall we begin?");
        his.seesTick("Shall we begin?", "delivered");
        hers.hasTitle("(1) Parley");

        hers.at("close-details").click();
        hers.sees("Shall we begin?");
        assertThat(hers.page.locator(".unread-divider")).hasCount(1);
        his.seesTick("Shall we begin?", "read");
        hers.seesNothingUnread();
    }

    @Test
    @DisplayName("a message appears at once on both devices of the other, who sees when somebody types")
    void messagesAndTypingAppearAtOnceOnAllDevices() {
        Person emil = site.registered("emil", "Emil Nolde");
        Person fay = site.registered("fay", "Fay Weldon");
        Device his = emil.device();
        Device desk = fay.device();
        Device phone = fay.opensParley();
        his.finds(fay);
        his.writes("Good morning");
        desk.opens("Emil Nolde");
        phone.opens("Emil Nolde");
        desk.sees("Good morning");
        phone.sees("Good morning");

        his.at("composer").pressSequentially("Shall we");
        assertThat(desk.at("typing-indicator")).hasText("typing…");
        assertThat(phone.at("typing-indicator")).isVisible();
        Chromium.screenshot(desk.page, "typing");
        his.at("composer").fill("");
        assertThat(desk.at("typing-indicator")).isHidden();
        assertThat(phone.at("typing-indicator")).isHidden();

        his.writes("Shall we talk?");
        desk.sees("Shall we talk?");
        phone.sees("Shall we talk?");
        phone.writes("Yes, at ten.");
        his.sees("Yes, at ten.");
        desk.seesMessages("Good morning", "Shall we talk?", "Yes, at ten.");
        desk.seesTick("Yes, at ten.", "read");
        assertThat(his.conversation("Fay Weldon")).containsText("Yes, at ten.");
    }

    @Test
    @DisplayName("a reply leads back to its original, even where that is not loaded any more")
    void aReplyLeadsToItsOriginal() {
        Person gil = site.registered("gil", "Gil Scott");
        Device device = gil.device();
        try (Correspondent hal = Correspondent.register(site, "hal", "Hal Foster")) {
            hal.writesTo("gil", List.of("Where do we meet?"));
            device.opens("Hal Foster");
            Locator original = device.message("Where do we meet?");
            original.hover();
            original.getByTestId("reply").click();
            assertThat(device.at("reply-preview")).containsText("Where do we meet?");
            hal.writesTo("gil", Texts.numbered("Place", 70));
            device.writes("At the station");
        }
        Locator quote = device.message("At the station").getByTestId("reply-quote");
        assertThat(quote).containsText("Hal Foster");
        assertThat(device.message("Where do we meet?")).not().isInViewport();

        quote.click();
        device.sees("Where do we meet?");
        assertThat(device.message("Where do we meet?")).hasClass(Pattern.compile("\\bflash\\b"));
        Chromium.screenshot(device.page, "reply-original");

        device.page.reload();
        device.sees("At the station");
        assertThat(device.message("Where do we meet?")).hasCount(0);
        assertThat(quote).containsText("Where do we meet?");
        quote.click();
        device.sees("Where do we meet?");
        device.at("jump-latest").click();
        device.sees("At the station");
    }

    @Test
    @DisplayName("a reply and an edit that were begun wait while somebody looks into another conversation")
    void whatWasBegunWaitsWhileSomebodyLooksElsewhere() {
        Person rita = site.registered("begun-rita", "Rita Begun");
        Device device = rita.device();
        try (Correspondent sven = Correspondent.register(site, "begun-sven", "Sven Begun");
                Correspondent tove = Correspondent.register(site, "begun-tove", "Tove Begun")) {
            sven.writesTo(rita.user, List.of("Which day suits you?"));
            tove.writesTo(rita.user, List.of("Have you seen the plan?"));
        }
        device.opens("Sven Begun");
        Locator question = device.message("Which day suits you?");
        question.hover();
        question.getByTestId("reply").click();
        device.at("composer").fill("Friday");
        device.opens("Tove Begun");
        assertThat(device.at("reply-preview")).isHidden();
        assertThat(device.at("composer")).hasValue("");
        device.opens("Sven Begun");
        assertThat(device.at("reply-preview")).containsText("Which day suits you?");
        assertThat(device.at("composer")).hasValue("Friday");
        device.at("composer").press("Enter");
        device.seesTick("Friday", "sent");
        assertThat(device.message("Friday").getByTestId("reply-quote")).containsText("Which day suits you?");

        device.at("composer").press("ArrowUp");
        assertThat(device.at("composer")).hasValue("Friday");
        device.at("composer").fill("Friday at ten");
        device.opens("Tove Begun");
        assertThat(device.at("composer")).hasValue("");
        device.opens("Sven Begun");
        assertThat(device.at("composer")).hasValue("Friday at ten");
        device.at("composer").press("Enter");
        assertThat(device.message("Friday at ten").getByTestId("edited")).isVisible();
    }

    @Test
    @DisplayName("Markdown is shown as meant, and HTML as the text that it is")
    void markdownIsShownAndHtmlStaysText() {
        Person ivy = site.registered("ivy", "<b>Ivy</b> & <img src=x>");
        Person jon = site.registered("jon", "Jon Agee");
        Device writing = ivy.device();
        Device reading = jon.device();
        writing.finds(jon);
        writing.writes("""
                **Agenda** for `main`:
                - budget
                - hiring

                ```
                if (a < b) return;
                ```
                See https://example.com/a?b=1.""");
        reading.opens(ivy.name);
        Locator text = reading.at("message-text");
        assertThat(text.locator("strong")).hasText("Agenda");
        assertThat(text.locator("p code")).hasText("main");
        assertThat(text.locator("ul li")).hasText(new String[] {"budget", "hiring"});
        assertThat(text.locator("pre code")).hasText("if (a < b) return;");
        assertThat(text.locator("a")).hasAttribute("href", "https://example.com/a?b=1");
        assertThat(text.locator("a")).hasAttribute("rel", Pattern.compile("noopener"));

        String[] attacks = {
            "<img src=x onerror=\"document.title='owned'\">",
            "<script>document.title='owned'</script><b>bold</b>",
            "javascript:alert(1) &lt;i&gt;",
        };
        for (String attack : attacks) {
            writing.writes(attack);
            reading.sees(attack);
        }
        assertThat(reading.at("message-pane").locator("img, script, b, i, a[href^='javascript']"))
                .hasCount(0);
        assertThat(reading.at("conversation-list").locator("img, script, b")).hasCount(0);
        reading.hasTitle("Parley");
        Chromium.screenshot(reading.page, "markdown");
    }
}
