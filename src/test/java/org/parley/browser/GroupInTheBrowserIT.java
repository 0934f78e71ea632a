package org.parley.browser;

import java.util.List;

import com.microsoft.playwright.options.FilePayload;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.parley.testing.Chromium;
import org.parley.testing.FileTransfer;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

@ExtendWith(OneSite.class)
@DisplayName("In the browser")
class GroupInTheBrowserIT {
    private final Person lea;
    private final Person max;
    private final Device owner;
    private final Device second;
    private final Device third;

    GroupInTheBrowserIT(Site site) {
        lea = site.registered("lea", "Lea Seydoux");
        max = site.registered("max", "Max Ernst");
        owner = site.registered("kit", "Kit Carson").device();
        second = lea.device();
        third = max.device();
    }

    @Test
    @DisplayName(
            "a group is made, gets one more member and a picture, is written in and renamed, and is gone for who is removed")
    void aGroupIsMadeAndChanged() {
        makesAGroup();
        addsOneMore();
        mentionsSomebody();
        renames();
        givesItAPicture();
        removes();
    }

    private void makesAGroup() {
        owner.at("new-chat").click();
        owner.at("new-group").click();
        owner.at("group-name").fill("Lunch");
        owner.at("people-search").fill(lea.user);
        owner.personFound(lea).click();
        assertThat(owner.personFound(lea)).isFocused();
        owner.at("create-group").click();
        assertThat(owner.at("talk-title")).hasText("Lunch");
        second.opens("Lunch");
    }

    private void addsOneMore() {
        owner.at("details").click();
        owner.at("add-member").click();
        owner.page.locator("dialog [data-testid=people-search]").fill(max.user);
        owner.personFound(max).click();
        owner.at("add-member-confirm").click();
        assertThat(owner.at("member-list").getByTestId("member")).hasCount(3);
        assertThat(owner.page.locator(".details")).containsText("3 members");
        Chromium.screenshot(owner.page, "group-details");
        third.opens("Lunch");
    }

    private void mentionsSomebody() {
        owner.at("composer").pressSequentially("Noodles today, @le");
        assertThat(owner.at("mention-option")).hasCount(1);
        Chromium.screenshot(owner.page, "mention-suggested");
        owner.at("composer").press("Enter");
        owner.at("composer").pressSequentially("and Max?");
        owner.at("composer").press("Enter");
        String text = "Noodles today, @Lea Seydoux and Max?";
        second.sees(text);
        assertThat(second.page.locator(".mention-me")).hasText("@Lea Seydoux");
        third.sees(text);
        assertThat(third.page.locator(".mention-me")).hasCount(0);
        owner.seesTick(text, "read");
        owner.message(text).getByTestId("message-info").click();
        assertThat(owner.at("info-read").locator("li")).containsText(new String[] {lea.name, max.name});
        owner.page.keyboard().press("Escape");
    }

    private void renames() {
        owner.at("rename-group").click();
        owner.at("rename-input").fill("Noodle club");
        owner.at("rename-save").click();
        assertThat(second.at("talk-title")).hasText("Noodle club");
        assertThat(third.conversation("Noodle club")).isVisible();
    }

    private void givesItAPicture() {
        owner.at("rename-group").click();
        assertThat(owner.at("change-picture")).isVisible();
        assertThat(owner.at("remove-picture")).isHidden();
        owner.at("picture-input")
                .setInputFiles(new FilePayload("noodles.png", "image/png", FileTransfer.image("png", 600, 400)));
        assertThat(owner.page.locator("dialog .avatar-picture")).isVisible();
        Chromium.screenshot(owner.page, "group-picture-chosen");
        owner.page.keyboard().press("Escape");
        for (Device device : List.of(owner, second)) {
            assertThat(device.page.locator(".talk-avatar .avatar-picture")).isVisible();
            assertThat(device.conversation("Noodle club").locator(".avatar-picture"))
                    .isVisible();
        }
        assertThat(third.conversation("Noodle club").locator(".avatar-picture")).isVisible();
        assertThat(owner.page.locator(".details-top .avatar-picture")).isVisible();
        assertThat(second.at("system-message").last()).hasText("Kit Carson changed the picture");
        Chromium.screenshot(second.page, "group-picture");

        owner.at("rename-group").click();
        owner.at("remove-picture").click();
        assertThat(owner.page.locator("dialog .avatar-picture")).hasCount(0);
        owner.page.keyboard().press("Escape");
        assertThat(second.page.locator(".talk-avatar .avatar-picture")).hasCount(0);
        assertThat(second.at("system-message").last()).hasText("Kit Carson removed the picture");
    }

    private void removes() {
        owner.page
                .locator("[data-testid=member][data-user=max]")
                .getByTestId("remove-member")
                .click();
        owner.at("confirm").click();
        assertThat(third.at("conversation-item")).hasCount(0);
        assertThat(third.at("composer")).isHidden();
        assertThat(third.at("toast")).containsText("You are no longer in this group.");
        Chromium.screenshot(third.page, "removed-from-group");
        assertThat(owner.at("member-list").getByTestId("member")).hasCount(2);
        second.writes("Just us then.");
        owner.sees("Just us then.");
        assertThat(second.at("system-message").last()).hasText("Kit Carson removed Max Ernst");
        Chromium.screenshot(second.page, "group");
        assertThat(third.at("conversation-item")).hasCount(0);
    }
}
