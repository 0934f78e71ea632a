package org.parley.browser;

import java.util.List;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.assertions.LocatorAssertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.parley.testing.Chromium;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

@ExtendWith(OneSite.class)
@DisplayName("In the browser")
class PeopleInTheBrowserIT {
    private final Site site;

    PeopleInTheBrowserIT(Site site) {
        this.site = site;
    }

    @Test
    @DisplayName("a contact is asked for, accepted, blocked and unblocked")
    void contactsAreAskedAcceptedAndBlocked() {
        Person nina = site.registered("nina", "Nina Simone");
        Person otis = site.registered("otis", "Otis Redding");
        Device one = nina.device();
        Device other = otis.device();
        one.finds(otis);
        one.writes("Hello Otis");
        other.opens(nina.name);
        one.at("details").click();
        one.at("add-contact").click();
        one.at("contact-text").fill("We sang together.");
        one.at("contact-send").click();
        assertThat(one.at("withdraw-contact")).isVisible();

        assertThat(other.at("contact-badge")).hasText("1");
        other.at("open-contacts").click();
        assertThat(other.at("contacts")).containsText("We sang together.");
        Chromium.screenshot(other.page, "contact-request");
        other.at("contact-accept").click();
        assertThat(other.page.locator("[data-testid=contact][data-state=contact]"))
                .hasCount(1);
        assertThat(other.at("contact-badge")).isHidden();
        assertThat(one.at("remove-contact")).isVisible();
        Chromium.screenshot(one.page, "contact-details");

        other.at("side-back").click();
        assertThat(other.at("open-contacts")).isFocused();
        other.at("details").click();
        other.at("block-person").click();
        other.at("confirm").click();
        assertThat(other.at("unblock-person")).isVisible();
        one.at("composer").fill("Are you there?");
        one.at("composer").press("Enter");
        one.seesTick("Are you there?", "failed");
        other.at("unblock-person").click();
        assertThat(other.at("add-contact")).isVisible();
        one.writes("And now?");
        other.sees("And now?");
    }

    @Test
    @DisplayName("people see who is online and when somebody was seen last, unless that is hidden from them")
    void presenceIsSeenUnlessItIsHidden() {
        Person walt = site.registered("present-walt", "Walt Present");
        Person iris = site.registered("present-iris", "Iris Present");
        Device his = walt.device();
        Device hers = iris.device();
        his.finds(iris);
        assertThat(his.at("talk-subtitle")).hasText("online");
        his.writes("Are you at your desk?");
        assertThat(his.conversation(iris.name).getByTestId("presence")).hasText("online");
        assertThat(hers.conversation(walt.name).getByTestId("presence")).hasText("online");
        Chromium.screenshot(his.page, "presence-online");

        hers.at("settings").click();
        hers.page.locator(".segment:has([data-testid=presence-nobody])").click();
        assertThat(his.at("talk-subtitle")).hasText("@" + iris.user);
        assertThat(his.conversation(iris.name).getByTestId("presence")).hasCount(0);
        assertThat(hers.conversation(walt.name).getByTestId("presence")).hasCount(0);
        hers.at("presence-nobody").scrollIntoViewIfNeeded();
        Chromium.screenshot(hers.page, "presence-hidden");
        hers.page.locator(".segment:has([data-testid=presence-everybody])").click();
        assertThat(his.at("talk-subtitle")).hasText("online");

        iris.closesEverything();
        assertThat(his.at("talk-subtitle"))
                .hasText("last seen just now", new LocatorAssertions.HasTextOptions().setTimeout(90_000));
        assertThat(his.conversation(iris.name).getByTestId("presence")).hasCount(0);
        his.at("details").click();
        assertThat(his.at("presence-text")).hasText("last seen just now");
        Chromium.screenshot(his.page, "presence-last-seen");
    }

    @Test
    @DisplayName("people give their e-mail address in their profile, and take it back")
    void anAddressIsGivenAndTakenBack() {
        Device device = site.registered("mail-mila", "Mila Mail").device();
        device.complaints.expect("status of 400 .*/api/me$");
        device.at("settings").click();
        savesAddress(device, "mila at home", "The server does not accept");
        savesAddress(device, "mila@example.org", "Saved");
        Chromium.screenshot(device.page, "profile-address");

        device.page.reload();
        device.at("settings").click();
        assertThat(address(device)).hasValue("mila@example.org");
        savesAddress(device, "", "Saved");
        device.page.reload();
        device.at("settings").click();
        assertThat(address(device)).hasValue("");
    }

    private static void savesAddress(Device device, String address, String answer) {
        address(device).fill(address);
        device.at("profile-form").locator("[type=submit]").click();
        assertThat(device.at("profile-form").locator(".form-note")).containsText(answer);
    }

    private static Locator address(Device device) {
        return device.at("profile-form").locator("[name=email]");
    }

    @Test
    @DisplayName("a group is made with a notice and open to everybody, who find it and join")
    void anOpenGroupIsMadeAndJoined() {
        Person finn = site.registered("open-finn", "Finn Open");
        Device owner = site.registered("open-enid", "Enid Open").device();
        Device other = site.registered("open-gwen", "Gwen Open").device();
        owner.at("new-chat").click();
        owner.at("new-group").click();
        owner.at("group-name").fill("Rowing");
        owner.at("group-notice").fill("Boats leave at seven.");
        owner.at("group-join-mode").selectOption("open");
        owner.at("people-search").fill(finn.user);
        owner.personFound(finn).click();
        Chromium.screenshot(owner.page, "new-group");
        owner.at("create-group").click();
        assertThat(owner.at("talk-title")).hasText("Rowing");
        owner.at("details").click();
        assertThat(owner.at("notice")).hasText("Boats leave at seven.");
        assertThat(owner.at("join-mode")).hasValue("open");

        other.at("new-chat").click();
        other.at("find-groups").click();
        other.at("group-search").fill("Rowing");
        Locator found = other.at("found-group").filter(new Locator.FilterOptions().setHasText("Rowing"));
        assertThat(found).containsText("Boats leave at seven.");
        found.getByTestId("join-group").click();
        assertThat(found.getByTestId("open-group")).isVisible();
        other.at("side-back").click();
        other.at("side-back").click();
        other.opens("Rowing");
    }

    @Test
    @DisplayName("a group is found, asked for, entered, muted in, handed over and dissolved")
    void aGroupIsLookedAfter() {
        Person pia = site.registered("zadora", "Pia Zadora");
        Person quinn = site.registered("martin", "Quinn Martin");
        Person rory = site.registered("rory", "Rory Gallagher");
        Device owner = pia.device();
        Device other = quinn.device();
        owner.at("new-chat").click();
        owner.at("new-group").click();
        owner.at("group-name").fill("Choir");
        owner.at("people-search").fill(rory.user);
        owner.personFound(rory).click();
        owner.at("create-group").click();
        owner.at("details").click();
        owner.at("join-mode").selectOption("approval");
        owner.at("rename-group").click();
        owner.at("notice-input").fill("Thursdays at six.");
        owner.at("rename-save").click();
        assertThat(owner.at("notice")).hasText("Thursdays at six.");

        other.at("new-chat").click();
        other.at("find-groups").click();
        other.at("group-search").fill("Choi");
        other.at("ask-join").click();
        assertThat(other.at("withdraw-join")).isVisible();
        Chromium.screenshot(other.page, "find-groups");
        assertThat(owner.at("join-request")).hasCount(1);
        Chromium.screenshot(owner.page, "join-request");
        owner.at("join-accept").click();
        assertThat(owner.at("join-request")).hasCount(0);
        other.at("side-back").click();
        assertThat(other.at("people-search")).isVisible();
        other.at("side-back").click();
        other.opens("Choir");

        owner.page.evaluate("window.unchanged = document.querySelector('[data-testid=member][data-user=rory]')");
        owner.page
                .locator("[data-testid=member][data-user=martin]")
                .getByTestId("member-more")
                .click();
        owner.at("mute-1").click();
        assertThat(owner.at("muted")).isVisible();
        Chromium.screenshot(owner.page, "group-care");
        other.at("composer").fill("La la la");
        other.at("composer").press("Enter");
        other.seesTick("La la la", "failed");
        owner.page
                .locator("[data-testid=member][data-user=martin]")
                .getByTestId("member-more")
                .click();
        owner.at("unmute-member").click();
        assertThat(owner.at("muted")).hasCount(0);
        // A click on what did not change would be lost if it were built anew meanwhile.
        assertEquals(true, owner.page.evaluate("window.unchanged.isConnected"));

        owner.page
                .locator("[data-testid=member][data-user=martin]")
                .getByTestId("member-more")
                .click();
        owner.at("hand-over").click();
        owner.at("confirm").click();
        assertThat(owner.at("dissolve-group")).hasCount(0);
        other.at("details").click();
        other.at("dissolve-group").click();
        other.at("confirm").click();
        assertThat(other.at("conversation-item")).hasCount(0);
        assertThat(owner.at("conversation-item")).hasCount(0);
        // Who is out may hear of the last entry a moment later, and ask what that belongs to.
        List.of(rory.device(), owner, other)
                .forEach(device -> device.complaints.expect("status of 403 .*/api/conversations/\\d+$"));
    }
}
