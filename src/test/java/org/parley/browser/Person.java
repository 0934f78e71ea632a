package org.parley.browser;

import java.util.ArrayList;
import java.util.List;

import com.microsoft.playwright.BrowserContext;
import org.parley.testing.Chromium;

/** Somebody with a browser. Its pages are their devices, which share the login. */
final class Person {
    final String user;
    final String name;
    final BrowserContext browser;
    private final List<Device> devices = new ArrayList<>();

    Person(BrowserContext browser, String user, String name) {
        this.browser = browser;
        this.user = user;
        this.name = name;
    }

    /** Opens one more page with Parley. */
    Device opensParley() {
        Device device = new Device(this, browser.newPage());
        devices.add(device);
        device.page.navigate("/");
        return device;
    }

    /** The device that was opened first and is still there. */
    Device device() {
        return devices.get(0);
    }

    /** Closes all pages but stays logged in. */
    List<String> closesEverything() {
        List<String> complaints = new ArrayList<>();
        for (Device device : devices) {
            device.page.close();
            complaints.addAll(device.complaints.unexpected());
        }
        devices.clear();
        return complaints;
    }

    /** The lid is closed or the network gone: no request and no connection of this browser gets through. */
    void losesTheNetwork() {
        devices.forEach(device -> device.complaints.expectNetworkErrors());
        browser.setOffline(true);
    }

    void isBackOnTheNetwork() {
        browser.setOffline(false);
    }

    void takePictures(String prefix) {
        for (int i = 0; i < devices.size(); i++) {
            Chromium.screenshot(devices.get(i).page, prefix + "-" + user + "-" + (i + 1));
        }
    }

    /** @return what the pages complained about and should not have */
    List<String> leaves() {
        List<String> complaints = closesEverything();
        browser.close();
        return complaints;
    }
}
