package org.parley.testing;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;

import javax.imageio.ImageIO;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ChromiumIT {
    private static final String PAGE = """
            <!doctype html><meta charset="utf-8"><title>Hello</title>
            <style>p { font: 32px sans-serif; color: black; background: white; width: 500px; height: 50px }</style>
            <p id="latin">Grüße aus dem Test</p>
            <p id="emoji">😀 👍 🎉</p>
            <p id="empty"></p>
            """;

    private HttpServer server;
    private URI base;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = PAGE.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        base = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void textAndEmojiAreReallyDrawn() throws IOException {
        try (Chromium chromium = Chromium.launch();
                BrowserContext context = chromium.newContext(base)) {
            Page page = context.newPage();
            page.navigate("/");
            assertEquals("Hello", page.title());
            Chromium.screenshot(page, "chromium-self");

            assertTrue(darkPixels(page.locator("#latin")) > 200, "no letters");
            assertTrue(darkPixels(page.locator("#emoji")) > 200, "no emoji");
            assertEquals(0, darkPixels(page.locator("#empty")));
        }
    }

    @Test
    void contextsAreSeparate() {
        try (Chromium chromium = Chromium.launch();
                BrowserContext alice = chromium.newContext(base);
                BrowserContext bob = chromium.newContext(base)) {
            Page hers = alice.newPage();
            Page his = bob.newPage();
            hers.navigate("/");
            his.navigate("/");
            hers.evaluate("localStorage.setItem('who', 'alice')");

            assertEquals("alice", hers.evaluate("localStorage.getItem('who')"));
            assertEquals(null, his.evaluate("localStorage.getItem('who')"));
        }
    }

    private static int darkPixels(Locator locator) throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(locator.screenshot()));
        int dark = 0;
        for (int x = 0; x < image.getWidth(); x++) {
            for (int y = 0; y < image.getHeight(); y++) {
                int colour = image.getRGB(x, y);
                if ((colour >> 16 & 0xff) + (colour >> 8 & 0xff) + (colour & 0xff) < 200) {
                    dark++;
                }
            }
        }
        return dark;
    }
}
