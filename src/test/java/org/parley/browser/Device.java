package org.parley.browser;

import java.util.regex.Pattern;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

/** A page with Parley, and what a person does and sees there. */
final class Device {
    private static final Locator.GetByTextOptions EXACTLY = new Locator.GetByTextOptions().setExact(true);

    final Page page;
    final Complaints complaints;
    private final Person person;

    Device(Person person, Page page) {
        this.person = person;
        this.page = page;
        this.complaints = new Complaints(person.user, page);
    }

    Locator at(String testId) {
        return page.getByTestId(testId);
    }

    // ---- the way in and out

    void registers() {
        at("switch-to-register").click();
        Locator form = at("register-form");
        form.locator("[name=name]").fill(person.name);
        form.locator("[name=user]").fill(person.user);
        form.locator("[name=password]").fill(Site.PASSWORD);
        form.locator("[type=submit]").click();
        seesTheWorkspace();
    }

    void triesToLogIn(String password) {
        Locator form = at("login-form");
        form.locator("[name=user]").fill(person.user);
        form.locator("[name=password]").fill(password);
        form.locator("[type=submit]").click();
    }

    void logsIn() {
        triesToLogIn(Site.PASSWORD);
        seesTheWorkspace();
    }

    void logsOut() {
        at("settings").click();
        at("logout").click();
    }

    void seesTheWorkspace() {
        assertThat(at("settings")).isVisible();
    }

    // ---- conversations

    /** Looks for a colleague and goes to the conversation with them, whether there is one yet or not. */
    void finds(Person colleague) {
        at("new-chat").click();
        at("people-search").fill(colleague.user);
        personFound(colleague).click();
        assertThat(at("talk-title")).hasText(colleague.name);
    }

    Locator personFound(Person colleague) {
        return page.locator("[data-testid=person-result][data-user='" + colleague.user + "']");
    }

    Locator conversation(String name) {
        return at("conversation-item")
                .filter(new Locator.FilterOptions().setHas(page.locator("span").getByText(name, EXACTLY)));
    }

    void opens(String conversation) {
        conversation(conversation).click();
        assertThat(at("talk-title")).hasText(conversation);
    }

    /** Goes back to where no conversation is open. */
    void looksAtTheListAlone() {
        page.navigate("/#/");
        assertThat(at("composer")).isHidden();
    }

    void seesUnread(String conversation, int count) {
        assertThat(conversation(conversation).getByTestId("unread-badge")).hasText(Integer.toString(count));
    }

    void seesNothingUnread() {
        assertThat(at("unread-badge")).hasCount(0);
        hasTitle("Parley");
    }

    void hasTitle(String title) {
        assertThat(page).hasTitle(Pattern.compile("^" + title.replaceAll("[()]", "\\\\$0") + "$"));
    }

    // ---- messages

    void writes(String text) {
        at("composer").fill(text);
        at("composer").press("Enter");
        assertThat(at("composer")).hasValue("");
    }

    /** The message that says exactly this, in one paragraph. */
    Locator message(String text) {
        return at("message")
                .filter(new Locator.FilterOptions().setHas(at("message-text").getByText(text, EXACTLY)));
    }

    void sees(String text) {
        assertThat(message(text)).isInViewport();
    }

    /** @param state sending, sent, delivered or read */
    void seesTick(String text, String state) {
        assertThat(message(text)).hasAttribute("data-state", state);
    }

    /** Exactly these, in this order, none twice. */
    void seesMessages(String... texts) {
        assertThat(at("message-text")).hasText(texts);
    }
}
