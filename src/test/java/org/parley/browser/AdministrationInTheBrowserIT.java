package org.parley.browser;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.parley.testing.Chromium;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTrue;

@ExtendWith(OneSite.class)
@DisplayName("In the browser")
class AdministrationInTheBrowserIT {
    private final Site site;

    AdministrationInTheBrowserIT(Site site) {
        this.site = site;
    }

    @Test
    @DisplayName("people see where they are logged in, and log out there")
    void peopleLogOutElsewhere() {
        Device here = site.registered("quinn", "Quinn Fabray").device();
        Device there = site.person("quinn", "Quinn Fabray").opensParley();
        there.logsIn();
        here.at("settings").click();
        Locator sessions = here.at("session");
        assertThat(sessions).hasCount(2);
        assertThat(sessions.first()).containsText("This device");
        assertThat(sessions.first()).containsText("Chrome on Linux");
        Chromium.screenshot(here.page, "sessions");

        there.complaints.expect("status of 401 ");
        here.at("end-session").click();

        assertThat(sessions).hasCount(1);
        assertThat(there.at("login-form")).isVisible();
        here.page.keyboard().press("Escape");
        here.seesTheWorkspace();
    }

    @Test
    @DisplayName("who is no administrator finds no administration")
    void othersSeeNoAdministration() {
        Device device = site.registered("user-of-all", "Rosa Parks").device();
        device.at("settings").click();
        assertThat(device.at("logout")).isVisible();
        assertThat(device.at("administration")).hasCount(0);
    }

    @Test
    @DisplayName("an administrator goes through every page of the administration")
    void anAdministratorGoesThroughEveryPage() {
        Person ada = site.person(Site.FIRST, "Ada Lovelace");
        Device theirs = site.registered("samwise", "Samwise Gamgee").device();
        makesAGroup(theirs, ada);
        Device admin = ada.opensParley();
        admin.logsIn();
        admin.at("settings").click();
        admin.at("administration").click();
        usersAreFoundAndShutOut(admin, theirs);
        groupsAreHeldAndExported(admin);
        aGroupIsDisabledAndEnabled(admin, ada);
        theTrailIsShownAndVerified(admin);
        theSystemIsShownAndGetsANewKey(admin);
        admin.page.setViewportSize(390, 844);
        admin.at("admin-users").click();
        assertThat(admin.at("admin-user").first()).isVisible();
        Chromium.screenshot(admin.page, "admin-phone");
    }

    @Test
    @DisplayName("an administrator makes an account, and its owner chooses the password by a link")
    void anAdministratorMakesAnAccount() {
        Device admin = site.person(Site.FIRST, "Ada Lovelace").opensParley();
        admin.logsIn();
        admin.at("settings").click();
        admin.at("administration").click();
        admin.at("admin-new-user").click();
        Locator form = admin.at("admin-new-user-form");
        form.locator("[name=name]").fill("Grace Hopper");
        form.locator("[name=user]").fill(Site.FIRST);
        admin.complaints.expect("status of 409 ");
        form.locator("[type=submit]").click();
        assertThat(admin.at("admin-new-user-error")).containsText("taken");
        form.locator("[name=user]").fill("grace-made");
        form.locator("[type=submit]").click();
        assertThat(form).hasCount(0);
        Chromium.screenshot(admin.page, "admin-password-link");
        String link = admin.at("admin-link").inputValue();

        Device grace = site.person("grace-made", "Grace Hopper").opensParley();
        grace.page.navigate(link);
        Locator password = grace.at("password-form");
        assertThat(password.locator("[name=user]")).hasValue("grace-made");
        assertThat(grace.page).not().hasURL(link);
        grace.page.reload();
        Chromium.screenshot(grace.page, "password-link");
        password.locator("[name=password]").fill("chosen by myself");
        password.locator("[type=submit]").click();
        grace.seesTheWorkspace();

        Device late = site.person("grace-made", "Grace Hopper").opensParley();
        late.page.navigate(link);
        late.complaints.expect("status of 404 ");
        late.at("password-form").locator("[name=password]").fill("somebody else's");
        late.at("password-form").locator("[type=submit]").click();
        assertThat(late.at("auth-error")).containsText("used before");
        late.at("switch-to-login").click();
        assertThat(late.at("login-form")).isVisible();
    }

    private static void makesAGroup(Device device, Person member) {
        device.at("new-chat").click();
        device.at("new-group").click();
        device.at("group-name").fill("Fellowship");
        device.at("people-search").fill(member.user);
        device.personFound(member).click();
        device.at("create-group").click();
        assertThat(device.at("talk-title")).hasText("Fellowship");
    }

    private static void usersAreFoundAndShutOut(Device admin, Device theirs) {
        admin.at("admin-user-search").fill("samw");
        Locator user = admin.at("admin-user");
        assertThat(user).hasCount(1);
        user.getByTestId("admin-user-role").click();
        assertThat(user).containsText("Administrator");
        user.getByTestId("admin-user-role").click();
        assertThat(user.getByTestId("admin-user-role")).hasText("Make administrator");
        user.getByTestId("admin-user-sessions").click();
        assertThat(user.getByTestId("session")).hasCount(1);
        Chromium.screenshot(admin.page, "admin-users");

        theirs.complaints.expect("status of 403 ");
        user.getByTestId("admin-user-enable").click();

        assertThat(user).containsText("Disabled");
        assertThat(theirs.at("login-form")).isVisible();
        user.getByTestId("admin-user-erase").click();
        admin.at("confirm").click();
        assertThat(admin.page.getByText("Nobody found.")).isVisible();
        admin.at("admin-user-search").fill("erased-");
        assertThat(user).hasCount(1);
        assertThat(user.getByTestId("admin-user-export")).isVisible();
        assertThat(user.getByTestId("admin-user-enable")).hasCount(0);
        assertThat(user.getByTestId("admin-user-erase")).hasCount(0);
    }

    private static void groupsAreHeldAndExported(Device admin) {
        admin.at("admin-groups").click();
        // It may be the only group, and in the list before.
        admin.page.waitForResponse(
                response -> response.url().contains("query=fellow"),
                () -> admin.at("admin-group-search").fill("fellow"));
        Locator group = admin.at("admin-group");
        assertThat(group).hasCount(1);
        group.getByTestId("admin-group-hold").click();
        assertThat(group.getByTestId("admin-group-hold")).hasText("Lift the hold");
        Download export = admin.page.waitForDownload(
                () -> group.getByTestId("admin-group-export").click());
        assertTrue(export.suggestedFilename().matches("conversation-\\d+\\.jsonl"), export.suggestedFilename());
        Chromium.screenshot(admin.page, "admin-groups");
    }

    private static void aGroupIsDisabledAndEnabled(Device admin, Person member) {
        Device device = member.opensParley();
        device.seesTheWorkspace();
        device.opens("Fellowship");
        Locator group = admin.at("admin-group");
        group.getByTestId("admin-group-disable").click();
        assertThat(group).containsText("Disabled");
        Chromium.screenshot(admin.page, "admin-group-disabled");
        assertThat(device.at("group-disabled")).containsText("An administrator has disabled this group.");
        assertThat(device.at("composer")).isHidden();
        device.at("details").click();
        assertThat(device.at("leave-group")).isVisible();
        Chromium.screenshot(device.page, "group-disabled");
        group.getByTestId("admin-group-disable").click();
        assertThat(device.at("group-disabled")).isHidden();
        device.writes("Open again");
        device.seesTick("Open again", "sent");
        group.getByTestId("admin-group-owner").click();
        admin.at("answer").fill(member.user);
        Chromium.screenshot(admin.page, "admin-group-owner");
        admin.at("confirm").click();
        assertThat(device.at("dissolve-group")).isVisible();
    }

    private static void theTrailIsShownAndVerified(Device admin) {
        admin.at("admin-audit").click();
        Locator newest = admin.at("admin-entry").first();
        assertThat(newest).hasAttribute("data-action", "group.owner");
        assertThat(newest).containsText(Site.FIRST);
        admin.at("admin-verify").click();
        assertThat(admin.at("admin-verdict")).containsText("Intact");
        Chromium.screenshot(admin.page, "admin-audit");
    }

    private static void theSystemIsShownAndGetsANewKey(Device admin) {
        admin.at("admin-system").click();
        assertThat(admin.at("admin-node")).hasCount(1);
        assertThat(admin.at("admin-system-face")).containsText("channel");
        Chromium.screenshot(admin.page, "admin-system");
        admin.at("admin-rotate").click();
        admin.at("confirm").click();
        assertThat(admin.page.getByText("The new key is")).isVisible();
    }
}
