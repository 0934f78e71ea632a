package org.parley.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ScreenshotAnimations;

/**
 * A real browser without a window. It comes with the build, needs nothing of the machine but the C library, and brings
 * the only fonts that it sees, so pages look the same everywhere: latin, greek and cyrillic letters and emoji.
 *
 * <p>Contexts are as separate as the browsers of two persons. Use one object, and what comes from it, in one thread.
 * With {@code -Dparley.chromium=/path} another Chromium is used, with the fonts of the machine.
 */
public final class Chromium implements AutoCloseable {
    private static final Duration UNPACK_LIMIT = Duration.ofSeconds(120);
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration ACTION_LIMIT = Duration.ofSeconds(10);
    private static final List<String> ARGUMENTS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--font-render-hinting=none");

    private final Playwright playwright;
    private final Browser browser;

    private Chromium(Playwright playwright, Browser browser) {
        this.playwright = playwright;
        this.browser = browser;
    }

    /** Starts a browser, with more command line arguments than the usual ones if given. */
    public static Chromium launch(String... more) {
        List<String> arguments = new ArrayList<>(ARGUMENTS);
        arguments.addAll(List.of(more));
        BrowserType.LaunchOptions options = new BrowserType.LaunchOptions()
                .setHeadless(true)
                .setArgs(arguments)
                .setTimeout(START_LIMIT.toMillis());
        String own = System.getProperty("parley.chromium");
        Map<String, String> environment = new HashMap<>(System.getenv());
        if (own == null || own.isBlank()) {
            Path folder = unpacked();
            environment.put("LD_LIBRARY_PATH", folder.resolve("al2023/lib") + ":" + folder);
            environment.put("FONTCONFIG_FILE", folder.resolve("fonts.conf").toString());
            environment.put("HOME", folder.toString());
            environment.put("TMPDIR", folder.resolve("tmp").toString());
            options.setExecutablePath(folder.resolve("chromium"));
        } else {
            options.setExecutablePath(Path.of(own));
        }
        Playwright playwright = Playwright.create(new Playwright.CreateOptions().setEnv(driverEnvironment()));
        try {
            return new Chromium(playwright, playwright.chromium().launch(options.setEnv(environment)));
        } catch (RuntimeException e) {
            playwright.close();
            throw e;
        }
    }

    /** Opens the browser of one person. Relative addresses are relative to the base. */
    public BrowserContext newContext(URI base) {
        BrowserContext context = browser.newContext(new Browser.NewContextOptions()
                .setBaseURL(base.toString())
                .setLocale("en-GB")
                .setTimezoneId("UTC")
                .setViewportSize(1280, 800));
        context.setDefaultTimeout(ACTION_LIMIT.toMillis());
        context.setDefaultNavigationTimeout(START_LIMIT.toMillis());
        return context;
    }

    /** Keeps what a page looks like, with all transitions over, as {@code target/screenshots/name.png}. */
    public static Path screenshot(Page page, String name) {
        Path file = Folders.target().resolve("screenshots").resolve(name + ".png");
        page.screenshot(new Page.ScreenshotOptions().setPath(file).setAnimations(ScreenshotAnimations.DISABLED));
        return file;
    }

    @Override
    public void close() {
        try {
            browser.close();
        } finally {
            playwright.close();
        }
    }

    private static Map<String, String> driverEnvironment() {
        Path driver = Folders.prepared("parley.playwright", Folders.target().resolve("playwright"));
        System.setProperty("playwright.cli.dir", driver.toString());
        Path temporary = Folders.services().resolve("browser-tmp");
        try {
            Files.createDirectories(temporary);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.of(
                "TMPDIR",
                temporary.toString(),
                "NODE_DISABLE_COMPILE_CACHE",
                "1",
                "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD",
                "1",
                "PLAYWRIGHT_NODEJS_PATH",
                node().toString());
    }

    private static Path node() {
        Path node = Folders.prepared("parley.node", Folders.target().resolve("node/node"));
        if (!Files.isExecutable(node) && !node.toFile().setExecutable(true)) {
            throw new IllegalStateException(node + " cannot be made executable");
        }
        return node;
    }

    /** Unpacks the browser if that has not been done yet, by this JVM or another, and returns its folder. */
    private static synchronized Path unpacked() {
        Path folder = Folders.target().resolve("chromium");
        Path script = Folders.prepared("parley.unpack-chromium", Folders.web().resolve("unpack-chromium.mjs"));
        try (FileChannel onlyOne = FileChannel.open(
                Folders.target().resolve("unpack-chromium.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE)) {
            onlyOne.lock();
            Process unpack = new ProcessBuilder(node().toString(), script.toString(), folder.toString())
                    .directory(Folders.web().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(
                            Folders.target().resolve("unpack-chromium.log").toFile())
                    .start();
            if (!unpack.waitFor(UNPACK_LIMIT.toSeconds(), TimeUnit.SECONDS) || unpack.exitValue() != 0) {
                unpack.destroyForcibly();
                throw new IllegalStateException("Chromium could not be unpacked:\n"
                        + Folders.text(Folders.target().resolve("unpack-chromium.log")));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        return folder;
    }
}
