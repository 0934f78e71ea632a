package org.parley.browser;

import com.microsoft.playwright.Locator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.parley.testing.Chromium;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

@ExtendWith(OneSite.class)
@DisplayName("In the browser")
class ChangesInTheBrowserIT {
    private final Person noa;
    private final Person oki;
    private final Device hers;
    private final Device his;

    ChangesInTheBrowserIT(Site site) {
        noa = site.registered("noa", "Noa Levi");
        oki = site.registered("oki", "Oki Sato");
        hers = noa.device();
        his = oki.device();
    }

    @Test
    @DisplayName("a message is edited, reacted to and recalled, a mention stands out, and a search leads to its place")
    void messagesAreChanged() {
        hers.finds(oki);
        hers.writes("Lunch at noone?");
        his.opens(noa.name);
        his.sees("Lunch at noone?");
        edits();
        reacts();
        recalls();
        mentions();
        searches();
    }

    private void edits() {
        hers.at("composer").press("ArrowUp");
        assertThat(hers.at("composer")).hasValue("Lunch at noone?");
        hers.at("composer").fill("Lunch at noon?");
        hers.at("composer").press("Enter");
        his.sees("Lunch at noon?");
        assertThat(his.message("Lunch at noon?").getByTestId("edited")).isVisible();
        assertThat(his.page.getByText("Lunch at noone?")).hasCount(0);
        assertThat(hers.at("composer")).hasValue("");
        his.page.reload();
        his.sees("Lunch at noon?");
    }

    private void reacts() {
        Locator message = his.message("Lunch at noon?");
        message.hover();
        message.getByTestId("react").click();
        his.page.locator(".emoji[data-emoji='🎉']").click();
        Locator chip = hers.message("Lunch at noon?").getByTestId("reaction");
        assertThat(chip).hasText("🎉1");
        assertThat(chip).hasAttribute("title", oki.name);
        message.hover();
        message.getByTestId("react").click();
        chip.click();
        assertThat(his.message("Lunch at noon?").getByTestId("reaction")).hasText("🎉2");
        assertThat(his.at("emoji-picker")).isVisible();
        message.getByTestId("react").click();
        assertThat(his.at("emoji-picker")).hasCount(0);
        Chromium.screenshot(his.page, "reactions");
        chip.click();
        assertThat(his.message("Lunch at noon?").getByTestId("reaction")).hasText("🎉1");
    }

    private void recalls() {
        hers.writes("My secret");
        his.sees("My secret");
        Locator message = hers.message("My secret");
        message.hover();
        message.getByTestId("recall").click();
        hers.at("confirm").click();
        assertThat(his.at("recalled")).hasText("This message was recalled");
        assertThat(his.page.getByText("My secret")).hasCount(0);
        Chromium.screenshot(hers.page, "recalled");
        his.page.reload();
        assertThat(his.at("recalled")).isVisible();
        assertThat(his.page.getByText("My secret")).hasCount(0);
    }

    private void mentions() {
        hers.at("new-chat").click();
        hers.at("new-group").click();
        hers.at("group-name").fill("Team");
        hers.at("people-search").fill(oki.user);
        hers.personFound(oki).click();
        hers.at("create-group").click();
        assertThat(hers.at("talk-title")).hasText("Team");
        hers.at("composer").pressSequentially("Hello @al");
        assertThat(hers.at("mention-option")).hasCount(1);
        hers.at("composer").press("Enter");
        hers.at("composer").press("Enter");
        assertThat(his.conversation("Team").getByTestId("mention-badge")).isVisible();
        Chromium.screenshot(his.page, "mention-badge");
        his.opens("Team");
        assertThat(his.page.locator(".mention-me")).hasText("@all");
        assertThat(his.at("mention-badge")).hasCount(0);
    }

    private void searches() {
        his.at("search").click();
        Locator results = his.at("search-result");
        his.at("search-query").fill("lun noon");
        assertThat(results).hasCount(1);
        assertThat(results.locator("mark")).hasText(new String[] {"Lun", "noon"});
        Chromium.screenshot(his.page, "search");
        results.click();
        assertThat(his.at("talk-title")).hasText(noa.name);
        assertThat(his.page.locator(".flash")).containsText("Lunch at noon?");
        his.at("search-query").fill("secret");
        assertThat(his.page.getByText("No message has these words")).isVisible();
        assertThat(results).hasCount(0);

        his.at("side-back").click();
        his.opens("Team");
        his.at("search-here").click();
        his.at("search-query").fill("lunch");
        assertThat(his.page.getByText("No message has these words")).isVisible();
        his.at("search-only").uncheck();
        assertThat(results).hasCount(1);
    }
}
