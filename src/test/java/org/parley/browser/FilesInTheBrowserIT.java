package org.parley.browser;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.JSHandle;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.FilePayload;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.parley.testing.Chromium;
import org.parley.testing.FileTransfer;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

@ExtendWith(OneSite.class)
@DisplayName("In the browser")
class FilesInTheBrowserIT {
    /** Accounts stay from test to test. */
    private static final AtomicInteger TESTS = new AtomicInteger();

    private static final int LARGE = 100 * 1024 * 1024;

    private final Person vera;
    private final Person otto;
    private final Device sender;
    private final Device receiver;

    @TempDir
    private Path folder;

    FilesInTheBrowserIT(Site site) {
        int test = TESTS.incrementAndGet();
        vera = site.registered("vera" + test, "Vera Molnár");
        otto = site.registered("otto" + test, "Otto Dix");
        sender = vera.device();
        receiver = otto.device();
    }

    @Test
    @DisplayName("pictures and documents are sent, seen large, captioned, and saved")
    void picturesAndDocumentsAreSent() throws IOException {
        sender.finds(otto);
        byte[] image = FileTransfer.image("jpeg", 1200, 800);
        sender.at("file-input").setInputFiles(new FilePayload("mountain.jpg", "image/jpeg", image));
        assertThat(sender.at("picture")).isVisible();
        receiver.opens(vera.name);
        Locator picture = receiver.at("picture");
        assertThat(picture).hasJSProperty("naturalWidth", 720);

        receiver.at("open-picture").click();
        assertThat(receiver.at("lightbox-image")).hasJSProperty("naturalWidth", 1200);
        Chromium.screenshot(receiver.page, "file-lightbox");
        receiver.at("lightbox-close").click();
        sender.at("composer").press("ArrowUp");
        sender.at("composer").fill("Matterhorn at dawn");
        sender.at("composer").press("Enter");
        receiver.sees("Matterhorn at dawn");
        assertThat(receiver.message("Matterhorn at dawn").getByTestId("edited")).isVisible();
        assertThat(receiver.message("Matterhorn at dawn").getByTestId("picture"))
                .isVisible();

        byte[] document = "Quarterly figures".getBytes();
        receiver.at("file-input").setInputFiles(new FilePayload("Figures <1>.txt", "text/plain", document));
        assertThat(sender.at("file-name")).hasText("Figures _1_.txt");
        Download saved = sender.page.waitForDownload(() -> sender.at("download").click());
        assertArrayEquals(document, Files.readAllBytes(saved.path()));
        Chromium.screenshot(sender.page, "files");

        // Of this the server makes no preview.
        receiver.at("file-input").setInputFiles(new FilePayload("drawing.webp", "image/webp", drawing(receiver)));
        assertThat(sender.at("picture")).hasCount(2);
        assertThat(sender.at("picture").last()).hasJSProperty("naturalWidth", 600);
        Chromium.screenshot(sender.page, "webp");
    }

    @Test
    @DisplayName("a file that is dropped on the messages is sent, and one that is dropped elsewhere does nothing")
    void aFileIsDroppedOnTheMessages() {
        sender.finds(otto);
        sender.writes("Here are the minutes");
        receiver.opens(vera.name);
        drop("elsewhere.txt", sender.at("conversation-list"));
        drop("minutes.txt", sender.at("message-pane"));
        assertThat(receiver.at("file-name")).hasText("minutes.txt");
        sender.writes("That was all");
        receiver.sees("That was all");
        assertThat(receiver.at("file-name")).hasCount(1);
    }

    private void drop(String name, Locator place) {
        JSHandle data = sender.page.evaluateHandle("""
                name => {
                    const data = new DataTransfer();
                    data.items.add(new File(['We met.'], name, { type: 'text/plain' }));
                    return data;
                }""", name);
        for (String event : new String[] {"dragenter", "dragover", "drop"}) {
            place.dispatchEvent(event, Map.of("dataTransfer", data));
        }
    }

    private static byte[] drawing(Device device) {
        Object webp = device.page.evaluate("""
                () => {
                    const canvas = Object.assign(document.createElement('canvas'), { width: 600, height: 400 });
                    canvas.getContext('2d').fillRect(100, 100, 200, 200);
                    return canvas.toDataURL('image/webp').split(',')[1];
                }""");
        return Base64.getDecoder().decode((String) webp);
    }

    @Test
    @DisplayName("100 MB travel while people go on writing; another upload is cancelled, and too much is refused")
    void aLargeFileTravelsWhileChatGoesOn() throws IOException {
        sender.finds(otto);
        sender.writes("Here it comes");
        receiver.opens(vera.name);
        Path large = folder.resolve("large.bin");
        byte[] part = new byte[1024 * 1024];
        new Random(7).nextBytes(part);
        try (var out = Files.newOutputStream(large)) {
            for (int i = 0; i < LARGE / part.length; i++) {
                out.write(part);
            }
        }
        sender.at("file-input").setInputFiles(large);
        assertThat(sender.at("upload")).isVisible();
        sender.writes("It takes a moment");
        receiver.sees("It takes a moment");
        assertThat(receiver.at("file-name")).hasText("large.bin");
        assertThat(sender.at("upload")).hasCount(0);
        sender.page.reload();
        assertThat(sender.at("file-name")).hasText("large.bin");

        Files.write(large, part, java.nio.file.StandardOpenOption.APPEND);
        sender.at("file-input").setInputFiles(large);
        assertThat(sender.at("toast").last()).containsText("too large");
    }

    @Test
    @DisplayName("a voice note is recorded and played")
    void aVoiceNoteIsRecordedAndPlayed() {
        sender.finds(otto);
        sender.at("record").click();
        assertThat(sender.at("recorder")).isVisible();
        assertThat(sender.page.getByRole(com.microsoft.playwright.options.AriaRole.TIMER))
                .hasText(Pattern.compile("0:(0[2-9]|[1-5]\\d)"));
        Chromium.screenshot(sender.page, "voice-recording");
        sender.at("record-send").click();
        receiver.opens(vera.name);
        receiver.at("play-voice").click();
        assertThat(receiver.at("voice")).hasAttribute("data-played", "yes");
        Chromium.screenshot(receiver.page, "voice-played");
        receiver.page.evaluate("window.player = document.querySelector('[data-testid=voice]')");
        receiver.at("message").hover();
        receiver.at("react").click();
        receiver.page.locator(".emoji[data-emoji='🎉']").click();
        assertThat(receiver.at("reaction")).hasCount(1);
        assertEquals(true, receiver.page.evaluate("window.player === document.querySelector('[data-testid=voice]')"));

        sender.at("record").click();
        sender.at("record-discard").click();
        assertThat(sender.at("composer")).isVisible();
        sender.at("record").click();
        assertThat(sender.at("record-send")).isFocused();
        sender.looksAtTheListAlone();
        sender.opens(otto.name);
        assertThat(sender.at("recorder")).containsText("Recorded.");
        sender.at("record-discard").click();
        assertThat(sender.at("recorder")).isHidden();
        assertTrue(sender.at("voice").count() == 1);
    }
}
