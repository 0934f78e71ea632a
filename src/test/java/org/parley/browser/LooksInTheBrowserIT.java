package org.parley.browser;

import java.util.List;
import java.util.regex.Pattern;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.BoundingBox;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.parley.testing.Chromium;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

@ExtendWith(OneSite.class)
@DisplayName("In the browser")
class LooksInTheBrowserIT {
    private static final Pattern SECRET = Pattern.compile("eyJ[\\w-]+|[Tt]oken|[Pp]assword|[Bb]earer");

    private final Site site;

    LooksInTheBrowserIT(Site site) {
        this.site = site;
    }

    @Test
    @DisplayName("language and theme are chosen in the settings and stay chosen")
    void languageAndThemeStayChosen() {
        Device device = withAConversation("uma", "Uma Thurman", "vic", "Vic Damone");
        Locator html = device.page.locator("html");
        Chromium.screenshot(device.page, "light");
        String light = background(device);

        device.at("settings").click();
        choose(device, "theme-dark");
        assertThat(html).hasAttribute("data-theme", "dark");
        Chromium.screenshot(device.page, "settings-dark");
        choose(device, "language-zh");
        assertThat(html).hasAttribute("lang", "zh-CN");
        assertThat(device.at("logout")).hasText("退出登录");
        device.page.keyboard().press("Escape");
        assertThat(device.at("composer")).hasAttribute("placeholder", "输入消息");
        Chromium.screenshot(device.page, "dark-chinese");

        device.page.reload();
        assertThat(html).hasAttribute("data-theme", "dark");
        assertThat(device.at("composer")).hasAttribute("placeholder", "输入消息");
        assertFalse(light.equals(background(device)), "dark is as light as light");
        device.at("settings").click();
        choose(device, "language-en");
        choose(device, "theme-light");
        device.page.keyboard().press("Escape");
        assertThat(device.at("composer")).hasAttribute("placeholder", "Write a message");
        assertEquals(light, background(device));
    }

    @Test
    @DisplayName("an emoji is put where the caret is, and Escape or the same button leads back to the text")
    void anEmojiIsPutWhereTheCaretIs() {
        Device device = withAConversation("yoko", "Yoko Ono", "zeno", "Zeno of Elea");
        device.at("composer").fill("So, so!");
        device.at("composer").press("ArrowLeft");
        device.at("emoji").click();
        Chromium.screenshot(device.page, "emoji");
        device.at("emoji").click();
        assertThat(device.at("emoji-picker")).hasCount(0);
        assertThat(device.at("composer")).isFocused();
        device.at("emoji").click();
        device.page.keyboard().press("Shift+Tab");
        assertThat(device.at("emoji-picker")).hasCount(0);
        device.at("emoji").click();
        device.page.keyboard().press("Escape");
        assertThat(device.at("emoji-picker")).hasCount(0);
        assertThat(device.at("composer")).isFocused();

        device.at("emoji").click();
        device.page.keyboard().press("ArrowRight");
        device.page.keyboard().press("ArrowDown");
        device.page.keyboard().press("Enter");
        assertThat(device.at("composer")).hasValue("So, so👀!");
        device.at("composer").press("Enter");
        device.sees("So, so👀!");
    }

    @Test
    @DisplayName("a phone shows the list or the conversation, and the back button leads from one to the other")
    void aPhoneShowsOneThingAtATime() {
        Device device = withAConversation("wes", "Wes Anderson", "xena", "Xena Warrior");
        device.page.setViewportSize(390, 844);
        device.page.navigate("/#/");
        assertThat(device.at("conversation-list")).isInViewport();
        assertThat(device.at("composer")).not().isInViewport();
        Chromium.screenshot(device.page, "phone-list");

        device.opens("Xena Warrior");
        assertThat(device.at("conversation-list")).not().isInViewport();
        device.sees("Well, then I come along.");
        BoundingBox composer = device.at("composer").boundingBox();
        assertTrue(composer.x >= 0 && composer.x + composer.width <= 390, "the composer does not fit");
        device.writes("Good!");
        device.sees("Good!");
        Chromium.screenshot(device.page, "phone-conversation");

        device.at("back").click();
        assertThat(device.at("conversation-list")).isInViewport();
        device.at("settings").click();
        assertThat(device.at("logout")).isVisible();
        Chromium.screenshot(device.page, "phone-settings");
        choose(device, "theme-dark");
        device.page.keyboard().press("Escape");
        device.opens("Xena Warrior");
        Chromium.screenshot(device.page, "phone-dark");
    }

    @Test
    @DisplayName("who logs out in one tab is out in all, and leaves nothing secret behind")
    void whoLogsOutIsOutEverywhere() {
        Person yan = site.registered("yan", "Yan Lianke");
        Person zoe = site.registered("zoe", "Zoe Saldana");
        Device one = yan.device();
        Device other = yan.opensParley();
        one.finds(zoe);
        one.writes("My secret plan");
        one.seesTick("My secret plan", "delivered");
        one.at("composer").fill("a draft about the plan");
        other.opens("Zoe Saldana");
        String kept = stored(yan.browser);
        assertTrue(kept.contains("a draft about the plan"), kept);
        assertFalse(SECRET.matcher(kept).find(), kept);
        assertEquals(
                List.of(true),
                yan.browser.cookies().stream().map(cookie -> cookie.httpOnly).toList());

        one.logsOut();
        assertThat(one.at("login-form")).isVisible();
        assertThat(other.at("login-form")).isVisible();
        for (Device device : List.of(one, other)) {
            assertThat(device.at("message")).hasCount(0);
            assertEquals(0, ((Number) device.page.evaluate("sessionStorage.length")).intValue());
        }
        String left = stored(yan.browser);
        assertFalse(SECRET.matcher(left).find() || left.contains("plan"), left);
        assertEquals(List.of(), yan.browser.cookies());
        one.page.reload();
        assertThat(one.at("login-form")).isVisible();
    }

    @Test
    @DisplayName("a browser that keeps nothing of Parley's can be used all the same")
    void whereNothingIsKept() {
        Person oda = site.registered("oda", "Oda Jaune");
        Person nil = site.person("nil", "Nil Yalter");
        nil.browser.addInitScript("""
                const forbidden = () => { throw new DOMException('forbidden', 'SecurityError'); };
                Object.defineProperty(window, 'localStorage', { get: forbidden });
                navigator.locks.request = async () => forbidden();
                window.BroadcastChannel = class { constructor() { forbidden(); } };
                """);
        Device device = nil.opensParley();
        device.page.locator(".auth-languages [lang=zh]").click();
        device.registers();
        device.finds(oda);
        device.writes("Kept by the server alone");
        device.seesTick("Kept by the server alone", "delivered");
        device.page.reload();
        device.opens("Oda Jaune");
        device.sees("Kept by the server alone");
        // It was chosen before there was an account to keep it.
        assertThat(device.page.locator("html")).hasAttribute("lang", "zh-CN");
        device.logsOut();
        assertThat(device.at("login-form")).isVisible();
    }

    @Test
    @DisplayName("a muted conversation is quiet on all devices, counts all the same, and lets mentions through")
    void aMutedConversationIsQuiet() {
        Person una = site.registered("una", "Una Stubbs");
        Device laptop = una.device();
        Device tablet = una.opensParley();
        try (Correspondent tom = Correspondent.register(site, "tom", "Tom Waits")) {
            String group = tom.createsGroup("Noise", una.user);
            tom.writesIn(group, List.of("Is anybody there?"));
            laptop.opens("Noise");
            laptop.sees("Is anybody there?");
            laptop.at("details").click();
            laptop.at("quiet-toggle").click();
            Chromium.screenshot(laptop.page, "mute-choices");
            laptop.at("quiet-hours8").click();
            assertThat(laptop.at("talk-quiet")).isVisible();
            assertThat(laptop.at("quiet-state")).containsText("Muted until");
            assertThat(tablet.conversation("Noise").getByTestId("quiet")).isVisible();
            Chromium.screenshot(laptop.page, "muted-details");

            laptop.looksAtTheListAlone();
            tom.writesIn(group, List.of("Nobody?", "Well then."));
            for (Device device : List.of(laptop, tablet)) {
                device.seesUnread("Noise", 2);
                device.hasTitle("Parley");
            }
            tom.mentionsIn(group, una.user, "@una, say something!");
            laptop.seesUnread("Noise", 3);
            laptop.hasTitle("(1) Parley");
            Chromium.screenshot(laptop.page, "muted-list");

            tablet.opens("Noise");
            tablet.at("details").click();
            tablet.at("quiet-toggle").click();
            assertThat(tablet.at("talk-quiet")).isHidden();
            assertThat(laptop.at("quiet")).hasCount(0);
        }
    }

    @Test
    @DisplayName("a page notifies of what comes while its user looks elsewhere, as they chose")
    void aPageNotifiesWhileItsUserLooksElsewhere() {
        Person ida = site.registered("ida", "Ida Lupino");
        Device device = ida.device();
        device.complaints.expect("does not support the Push API in incognito mode");
        device.page.evaluate("""
                () => {
                    window.notices = [];
                    window.sounds = 0;
                    ServiceWorkerRegistration.prototype.showNotification = async (title, { body }) =>
                        void window.notices.push(title + ': ' + body);
                    window.AudioContext = class extends AudioContext {
                        constructor() { super(); window.sounds++; }
                    };
                    document.hasFocus = () => window.looks ?? false;
                    let permission = 'default';
                    Object.defineProperty(Notification, 'permission', { get: () => permission });
                    Notification.requestPermission = async () => (permission = 'granted');
                }""");
        try (Correspondent ned = Correspondent.register(site, "ned", "Ned Kelly")) {
            device.at("settings").click();
            device.at("push-toggle").click();
            assertThat(device.at("push-state")).containsText("This device notifies you");
            device.at("notices").scrollIntoViewIfNeeded();
            Chromium.screenshot(device.page, "settings-notices");
            device.page.keyboard().press("Escape");
            ned.writesTo(ida.user, List.of("Good evening"));
            notices(device, "Ned Kelly: Good evening");

            device.at("settings").click();
            choose(device, "notifications-none");
            device.page.keyboard().press("Escape");
            ned.writesTo(ida.user, List.of("Not a word of this"));
            device.seesUnread("Ned Kelly", 2);

            device.at("settings").click();
            choose(device, "notifications-mentions");
            choose(device, "notificationText-false");
            choose(device, "sound-false");
            device.page.keyboard().press("Escape");
            ned.writesTo(ida.user, List.of("A secret"));
            notices(device, "Ned Kelly: Good evening", "Parley: New message");

            device.page.evaluate("window.looks = true");
            ned.writesTo(ida.user, List.of("You see this anyway"));
            device.seesUnread("Ned Kelly", 4);
            device.page.evaluate("window.looks = false");
            ned.writesTo(ida.user, List.of("And this you don't"));
            notices(device, "Ned Kelly: Good evening", "Parley: New message", "Parley: New message");
            assertEquals(1, ((Number) device.page.evaluate("window.sounds")).intValue());
        }
    }

    private static void notices(Device device, String... expected) {
        device.page.waitForFunction("count => window.notices.length >= count", expected.length);
        assertEquals(List.of(expected), device.page.evaluate("window.notices"));
    }

    private Device withAConversation(String user, String name, String other, String otherName) {
        Device device = site.registered(user, name).device();
        Person colleague = site.registered(other, otherName);
        device.finds(colleague);
        device.writes("Do you come along to the **museum** tomorrow? They show the late drawings.");
        colleague.device().opens(name);
        colleague.device().writes("Is it open on Mondays? I thought that all museums close their doors then 🤔");
        colleague.device().writes("Ah no, you are right.");
        device.writes("Until eight!");
        colleague.device().writes("Well, then I come along.");
        device.sees("Well, then I come along.");
        return device;
    }

    private static void choose(Device device, String option) {
        device.page.locator(".segment:has([data-testid=" + option + "])").click();
        assertThat(device.at(option)).isChecked();
    }

    private static String background(Device device) {
        return (String) device.page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor");
    }

    /** What a browser keeps of all that it may keep, cookies apart. */
    private static String stored(BrowserContext browser) {
        String state = browser.storageState(new BrowserContext.StorageStateOptions().setIndexedDB(true));
        return state.substring(state.indexOf("\"origins\""));
    }
}
