package org.parley.browser;

import java.time.Duration;
import java.util.regex.Pattern;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.assertions.LocatorAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.parley.testing.Await;
import org.parley.testing.Chromium;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

/** Two people talk and see each other, by the fake camera and microphone that the browser brings. */
@ExtendWith(OneSite.class)
class CallInTheBrowserIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final LocatorAssertions.IsHiddenOptions AFTER_RINGING = new LocatorAssertions.IsHiddenOptions()
            .setTimeout(Site.RINGS.plus(PATIENCE).toMillis());

    private final Site site;

    CallInTheBrowserIT(Site site) {
        this.site = site;
    }

    @Test
    void aVideoCallPlaysOnBothSidesRingsAtAllDevicesAndLeavesOneRecord() {
        Person caller = site.registered("call-vera", "Vera Caller");
        Person callee = site.registered("call-wim", "Wim Callee");
        Device hers = caller.device();
        Device his = callee.device();
        Device hisTablet = callee.opensParley();
        hisTablet.seesTheWorkspace();

        hers.finds(callee);
        hers.at("call-video").click();
        assertThat(his.at("call")).containsText("Vera Caller");
        assertThat(hisTablet.at("call-accept")).isVisible();
        Chromium.screenshot(his.page, "call-incoming");
        his.at("call-accept").click();
        assertThat(hisTablet.at("call")).isHidden();
        for (Device device : new Device[] {hers, his}) {
            Await.until("the other one's video plays", PATIENCE, () -> plays(device));
        }
        Chromium.screenshot(hers.page, "call-active");
        hers.page.setViewportSize(390, 844);
        Chromium.screenshot(hers.page, "call-active-phone");
        hers.page.setViewportSize(1280, 800);

        his.at("call-mute").click();
        assertThat(his.at("call-mute")).hasAttribute("aria-pressed", "true");
        his.at("call-camera").click();
        assertThat(his.at("call-local")).isHidden();
        hers.at("call-hangup").click();
        assertThat(hers.at("call")).isHidden();
        assertThat(his.at("call")).isHidden();
        his.opens("Vera Caller");
        for (Device device : new Device[] {hers, his}) {
            assertThat(device.at("call-record")).hasCount(1);
            assertThat(device.at("call-record")).hasAttribute("data-outcome", "completed");
        }
        his.seesNothingUnread();
    }

    @Test
    void aCallIsDeclinedAndAnotherOneMissedAndCalledBack() {
        Person caller = site.registered("call-xenia", "Xenia Caller");
        Person callee = site.registered("call-yuri", "Yuri Callee");
        Device hers = caller.device();
        Device his = callee.device();

        hers.finds(callee);
        hers.at("call-audio").click();
        his.at("call-reject").click();
        assertThat(hers.at("call")).isHidden();
        assertThat(hers.at("call-record")).hasText(text("Call declined"));

        hers.at("call-audio").click();
        assertThat(his.at("call-accept")).isVisible();
        assertThat(hers.at("call")).isHidden(AFTER_RINGING);
        assertThat(hers.at("call-record").last()).hasText(text("no answer"));
        assertThat(his.at("call")).isHidden();
        his.seesUnread("Xenia Caller", 1);
        his.opens("Xenia Caller");
        Locator missed = his.at("call-record").last();
        assertThat(missed).hasText(text("Missed call"));
        Chromium.screenshot(his.page, "call-missed");

        missed.getByTestId("call-back").click();
        hers.at("call-accept").click();
        assertThat(hers.at("call-note")).hasText(Pattern.compile("0:0\\d"));
        hers.at("call-hangup").click();
        assertThat(his.at("call-record")).hasCount(3);
    }

    @Test
    void twoWhoCallEachOtherAtOnceAreInOneCallAndALateDeviceRings() {
        Person caller = site.registered("call-zora", "Zora Caller");
        Person callee = site.registered("call-abel", "Abel Callee");
        Device hers = caller.device();
        Device his = callee.device();
        hers.finds(callee);
        his.finds(caller);
        double moment = System.currentTimeMillis() + 2_000;
        for (Device device : new Device[] {hers, his}) {
            assertThat(device.at("call-video")).isEnabled();
            device.page.evaluate(
                    "moment => void setTimeout(() => document.querySelector('[data-testid=call-video]').click(),"
                            + " moment - Date.now())",
                    moment);
        }
        for (Device device : new Device[] {hers, his}) {
            Await.until("the other one's video plays", PATIENCE, () -> plays(device));
        }
        his.at("call-hangup").click();
        assertThat(hers.at("call")).isHidden();
        for (Device device : new Device[] {hers, his}) {
            assertThat(device.at("call-record")).hasCount(1);
            assertThat(device.at("call-record")).hasAttribute("data-outcome", "completed");
        }

        hers.at("call-audio").click();
        Device late = callee.opensParley();
        late.at("call-accept").click();
        assertThat(hers.at("call-note")).hasText(Pattern.compile("0:0\\d"));
        assertThat(his.at("call")).isHidden();
        hers.at("call-hangup").click();
        assertThat(late.at("call")).isHidden();
    }

    @Test
    void aCallRingsOverAnOpenDialogAndIsAnsweredThere() {
        Person caller = site.registered("call-una", "Una Caller");
        Person callee = site.registered("call-tess", "Tess Callee");
        Device hers = caller.device();
        Device his = callee.device();
        hers.finds(callee);
        his.at("settings").click();
        assertThat(his.at("settings-dialog")).isVisible();
        hers.at("call-audio").click();
        assertThat(his.at("call")).containsText("Una Caller");
        his.page.keyboard().press("Escape");
        Chromium.screenshot(his.page, "call-over-dialog");
        his.at("call-accept").click();
        assertThat(hers.at("call-note")).hasText(Pattern.compile("0:0\\d"));
        assertThat(his.at("settings-dialog")).hasCount(0);
        assertThat(his.at("call-mute")).isFocused();
        hers.at("call-hangup").click();
        assertThat(his.at("call")).isHidden();
    }

    private static Pattern text(String part) {
        return Pattern.compile(part);
    }

    /** Pictures come, and go on coming. */
    private static boolean plays(Device device) {
        double first = time(device);
        return first > 0 && time(device) > first;
    }

    private static double time(Device device) {
        Object time = device.at("call-remote").evaluate("video => video.videoWidth > 0 ? video.currentTime : -1");
        return ((Number) time).doubleValue();
    }
}
