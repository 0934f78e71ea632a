package org.parley.protocol;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

import javax.imageio.ImageIO;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.parley.testing.Await;
import org.parley.testing.ChatClient;
import org.parley.testing.ChatClientAccount;
import org.parley.testing.FileTransfer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.parley.testing.FileTransfer.uploaded;

@ExtendWith(ProtocolServer.class)
class FilesIT {
    private static final byte[] TEXT = "The quick brown fox".getBytes(StandardCharsets.UTF_8);

    private final ChatClientAccount alice = ProtocolServer.user("alice");
    private final ChatClientAccount bob = ProtocolServer.user("bob");
    private final ChatClientAccount eve = ProtocolServer.user("eve");
    private final ChatClient alices = alice.connect();
    private final ChatClient bobs = bob.connect();

    @AfterEach
    void close() {
        List.of(alices, bobs).forEach(ChatClient::close);
    }

    // Sending and reading

    @Test
    void anImageIsSentAndItsEntryTellsAllThatIsShown() throws IOException {
        byte[] image = FileTransfer.image("png", 1600, 900);
        String file = uploaded(alice, "Holiday ☀.png", image);
        alices.sendAndAck(send(file, "file").put("text", "Look!"));

        JsonNode entry =
                bobs.take("the file", frame -> frame.path("kind").asText().equals("file"));
        assertEquals(file, entry.get("file").asText());
        assertEquals("Holiday ☀.png", entry.get("name").asText());
        assertEquals("image/png", entry.get("mediaType").asText());
        assertEquals(image.length, entry.get("size").asLong());
        assertEquals(1600, entry.get("width").asInt());
        assertEquals(900, entry.get("height").asInt());
        assertTrue(entry.get("preview").asBoolean());
        assertEquals("Look!", entry.get("text").asText());

        HttpResponse<byte[]> whole = FileTransfer.get(bob, "/api/files/" + file);
        assertEquals(200, whole.statusCode());
        assertArrayEquals(image, whole.body());
        assertEquals("image/png", header(whole, "Content-Type"));
        assertEquals("nosniff", header(whole, "X-Content-Type-Options"));
        assertTrue(header(whole, "Content-Security-Policy").contains("sandbox"));
        assertEquals(
                "inline; filename=\"Holiday _.png\"; filename*=UTF-8''Holiday%20%E2%98%80.png",
                header(whole, "Content-Disposition"));

        HttpResponse<byte[]> preview = FileTransfer.get(bob, "/api/files/" + file + "/preview");
        assertEquals("image/jpeg", header(preview, "Content-Type"));
        BufferedImage small = ImageIO.read(new ByteArrayInputStream(preview.body()));
        assertEquals(720, small.getWidth());
        assertEquals(405, small.getHeight());
    }

    @Test
    void onesRoomIsTold() {
        assertEquals(0, alice.get("/api/files").expect(200).get("used").asLong());
        uploaded(alice, "notes.txt", TEXT);
        JsonNode room = alice.get("/api/files").expect(200);
        assertEquals(TEXT.length, room.get("used").asLong());
        assertEquals(ProtocolServer.MAX_FILE, room.get("maxSize").asLong());
    }

    @Test
    void aPageOfHistoryHasAllOfAFile() {
        String file = uploaded(alice, "notes.txt", TEXT);
        String conversation =
                alices.sendAndAck(send(file, "file")).get("conversation").asText();
        JsonNode entry = bob.messages(conversation, "limit=1").get("messages").get(0);
        assertEquals("notes.txt", entry.get("name").asText());
        assertEquals("text/plain", entry.get("mediaType").asText());
        assertEquals(TEXT.length, entry.get("size").asInt());
        assertFalse(entry.has("preview"));
    }

    @Test
    void aVoiceNoteIsARecordingThatBrowsersPlay() {
        String recording = uploaded(alice, "voice", webm());
        alices.sendAndAck(send(recording, "voice").put("seconds", 3));
        JsonNode entry =
                bobs.take("the note", frame -> frame.path("kind").asText().equals("voice"));
        assertEquals(3, entry.get("seconds").asInt());
        assertEquals("video/webm", entry.get("mediaType").asText());

        String text = uploaded(alice, "voice.webm", TEXT);
        assertEquals("unsupported", refused(send(text, "voice").put("seconds", 3)));
        assertEquals("malformed", refused(send(recording, "voice").put("seconds", 0)));
        assertEquals("malformed", refused(send(recording, "voice")));
    }

    @Test
    void whatAClientSaysOfAFileIsNotBelieved() {
        String file = uploaded(alice, "notes.txt", TEXT);
        alices.sendAndAck(send(file, "file")
                .put("name", "other.png")
                .put("mediaType", "image/png")
                .put("size", 1)
                .put("preview", true));
        JsonNode entry =
                bobs.take("the file", frame -> frame.path("kind").asText().equals("file"));
        assertEquals("notes.txt", entry.get("name").asText());
        assertEquals("text/plain", entry.get("mediaType").asText());
    }

    @Test
    void onlyWhoSeesAnEntryReadsItsFile() {
        String file = uploaded(alice, "secret.txt", TEXT);
        assertEquals(404, FileTransfer.get(bob, "/api/files/" + file).statusCode(), "not sent yet");
        assertEquals(200, FileTransfer.get(alice, "/api/files/" + file).statusCode());
        String group = alice.group("Files", bob);
        alices.sendAndAck(ChatClient.frame("send")
                .put("cid", ChatClient.cid())
                .put("kind", "file")
                .put("file", file)
                .put("conversation", group));
        assertEquals(200, FileTransfer.get(bob, "/api/files/" + file).statusCode());
        assertEquals(404, FileTransfer.get(eve, "/api/files/" + file).statusCode());
        assertEquals(
                404, FileTransfer.get(eve, "/api/files/" + file + "/preview").statusCode());
        assertEquals(404, eve.post("/api/files/" + file + "/tickets", "").status());
        assertEquals(
                401,
                FileTransfer.get(ChatClientAccount.stranger(alice.base()), "/api/files/" + file)
                        .statusCode());

        alice.post("/api/conversations/" + group + "/members", "{\"users\":[\"" + eve.user() + "\"]}")
                .expect(200);
        assertEquals(404, FileTransfer.get(eve, "/api/files/" + file).statusCode(), "sent before she came");
        alice.delete("/api/conversations/" + group + "/members/" + bob.user()).expect(204);
        assertEquals(404, FileTransfer.get(bob, "/api/files/" + file).statusCode(), "no member any more");
    }

    @Test
    void nobodySendsAFileThatTheyCanNotRead() {
        String file = uploaded(alice, "secret.txt", TEXT);
        try (ChatClient eves = eve.connect()) {
            ObjectNode frame = ChatClient.frame("send")
                    .put("cid", ChatClient.cid())
                    .put("kind", "file")
                    .put("file", file)
                    .put("user", bob.user());
            eves.send(frame);
            assertEquals("not_found", eves.take("error").get("code").asText());
        }
        assertEquals("not_found", refused(send("999999999", "file")));
        alices.sendAndAck(send(file, "file"));
        bobs.sendAndAck(ChatClient.frame("send")
                .put("cid", ChatClient.cid())
                .put("kind", "file")
                .put("file", file)
                .put("user", eve.user()));
        assertEquals(200, FileTransfer.get(eve, "/api/files/" + file).statusCode(), "bob passed it on");
    }

    // Ranges and tickets

    @Test
    void aPartOfAFileCanBeRead() {
        String path = "/api/files/" + uploaded(alice, "notes.txt", TEXT);
        HttpResponse<byte[]> part = FileTransfer.get(alice, path, "Range", "bytes=4-8");
        assertEquals(206, part.statusCode());
        assertEquals("quick", new String(part.body(), StandardCharsets.UTF_8));
        assertEquals("bytes 4-8/19", header(part, "Content-Range"));
        assertEquals("bytes", header(part, "Accept-Ranges"));
        assertEquals("fox", text(FileTransfer.get(alice, path, "Range", "bytes=-3")));
        assertEquals("fox", text(FileTransfer.get(alice, path, "Range", "bytes=16-")));
        HttpResponse<byte[]> beyond = FileTransfer.get(alice, path, "Range", "bytes=19-");
        assertEquals(416, beyond.statusCode());
        assertEquals("bytes */19", header(beyond, "Content-Range"));

        String tag = header(part, "ETag");
        assertEquals(
                206,
                FileTransfer.get(alice, path, "Range", "bytes=4-8", "If-Range", tag)
                        .statusCode());
        assertEquals(
                200,
                FileTransfer.get(alice, path, "Range", "bytes=4-8", "If-Range", "\"other\"")
                        .statusCode());
        assertEquals(304, FileTransfer.get(alice, path, "If-None-Match", tag).statusCode());
    }

    @Test
    void aTicketGivesWhatItsUserHasAndNoMore() {
        String file = uploaded(alice, "page.html", "<script>alert(1)</script>".getBytes(StandardCharsets.UTF_8));
        String group = alice.group("Files", bob);
        alices.sendAndAck(ChatClient.frame("send")
                .put("cid", ChatClient.cid())
                .put("kind", "file")
                .put("file", file)
                .put("conversation", group));
        String url = bob.post("/api/files/" + file + "/tickets", "")
                .expect(201)
                .get("url")
                .asText();
        ChatClientAccount browser = ChatClientAccount.stranger(bob.base());
        HttpResponse<byte[]> answer = FileTransfer.get(browser, url);
        assertEquals(200, answer.statusCode());
        assertTrue(header(answer, "Content-Disposition").startsWith("attachment;"));
        assertEquals(206, FileTransfer.get(browser, url, "Range", "bytes=0-3").statusCode());
        assertEquals(404, FileTransfer.get(browser, url + "x").statusCode());
        assertEquals(
                404, FileTransfer.get(browser, "/api/downloads/" + bob.token()).statusCode());

        alice.delete("/api/conversations/" + group + "/members/" + bob.user()).expect(204);
        assertEquals(404, FileTransfer.get(browser, url).statusCode());
    }

    // Hostile uploads

    @Test
    void aNameIsNeverAPathAndAnEndingNeverAType() {
        JsonNode page = FileTransfer.upload(
                        alice,
                        "../../..\\evil\u202Egnp.png",
                        "<html><script>x</script>".getBytes(StandardCharsets.UTF_8))
                .expect(201);
        assertEquals("evilgnp.png", page.get("name").asText());
        assertEquals("text/html", page.get("mediaType").asText());
        HttpResponse<byte[]> read =
                FileTransfer.get(alice, "/api/files/" + page.get("id").asText());
        assertTrue(header(read, "Content-Disposition").startsWith("attachment;"));

        JsonNode drawing = FileTransfer.upload(
                        alice,
                        "logo.svg",
                        "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>"
                                .getBytes(StandardCharsets.UTF_8))
                .expect(201);
        assertEquals("image/svg+xml", drawing.get("mediaType").asText());
        assertFalse(drawing.has("preview"));
        HttpResponse<byte[]> svg =
                FileTransfer.get(alice, "/api/files/" + drawing.get("id").asText());
        assertTrue(header(svg, "Content-Disposition").startsWith("attachment;"));
        assertTrue(header(svg, "Content-Security-Policy").contains("sandbox"));
    }

    @Test
    void anImageThatWouldFillTheMemoryIsOnlyAFile() throws IOException {
        JsonNode bomb =
                FileTransfer.upload(alice, "bomb.png", hugePng(60_000, 60_000)).expect(201);
        assertEquals("image/png", bomb.get("mediaType").asText());
        assertFalse(bomb.has("preview"));
        assertFalse(bomb.has("width"));
        assertEquals(
                404,
                FileTransfer.get(alice, "/api/files/" + bomb.get("id").asText() + "/preview")
                        .statusCode());
    }

    @Test
    void anEmptyFileAndAFormWithoutOneAreRefused() {
        Set<Path> before = onDisk();
        assertEquals("malformed", code(FileTransfer.upload(alice, "empty.txt", new byte[0])));
        assertEquals("malformed", code(FileTransfer.post(alice, "/api/files", TEXT)));
        assertEquals(415, alice.post("/api/files", "{}").status());
        assertEquals(before, onDisk());
    }

    @Test
    void tooLargeIsRefusedWhileItComesAndTheQuotaWhateverTheSize() {
        Set<Path> before = onDisk();
        ChatClientAccount hoarder = ProtocolServer.user("hoarder");
        assertEquals("too_large", code(FileTransfer.upload(hoarder, "large", random(ProtocolServer.MAX_FILE + 1))));
        assertEquals(before, onDisk());
        assertEquals(
                201,
                FileTransfer.upload(hoarder, "one", random(ProtocolServer.MAX_FILE))
                        .status());
        ChatClientAccount.Answer second = FileTransfer.upload(hoarder, "two", random(ProtocolServer.MAX_FILE));
        assertEquals("too_large", code(second));
        assertTrue(second.json().get("detail").asText().contains("Your files"), second.body());
        assertEquals(before.size() + 1, onDisk().size());
    }

    @Test
    void anUploadThatIsCutLeavesNothing() throws IOException {
        Set<Path> before = onDisk();
        byte[] begun = FileTransfer.head("cut.bin");
        try (Socket socket = new Socket(alice.base().getHost(), alice.base().getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST /api/files HTTP/1.1\r\nHost: " + alice.base().getAuthority() + "\r\nAuthorization: Bearer "
                            + alice.token() + "\r\nContent-Type: " + FileTransfer.contentType()
                            + "\r\nContent-Length: 1000000\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(begun);
            out.write(random(200_000));
            out.flush();
            Await.until("the upload has begun", ChatClient.LIMIT, () -> !onDisk().equals(before));
        }
        Await.until("nothing is left of it", ChatClient.LIMIT, () -> onDisk().equals(before));
    }

    @Test
    void theSameContentIsKeptOnce() {
        byte[] content = random(5_000);
        Set<Path> before = onDisk();
        String one = uploaded(alice, "one.bin", content);
        String other = uploaded(bob, "other.bin", content);
        assertEquals(before.size() + 1, onDisk().size());
        assertArrayEquals(content, FileTransfer.get(alice, "/api/files/" + one).body());
        assertArrayEquals(content, FileTransfer.get(bob, "/api/files/" + other).body());
        assertEquals(404, FileTransfer.get(bob, "/api/files/" + one).statusCode());
    }

    // Pictures of people

    @Test
    void aPictureIsMadeASmallSquareOfPixelsAlone() throws IOException {
        String path = "/api/users/" + alice.user() + "/avatar";
        assertEquals(204, FileTransfer.get(bob, path).statusCode());
        assertEquals(
                204,
                FileTransfer.put(alice, "/api/me/avatar", FileTransfer.image("png", 900, 600))
                        .status());
        HttpResponse<byte[]> picture = FileTransfer.get(bob, path);
        assertEquals(200, picture.statusCode());
        assertEquals("image/jpeg", header(picture, "Content-Type"));
        BufferedImage square = ImageIO.read(new ByteArrayInputStream(picture.body()));
        assertEquals(256, square.getWidth());
        assertEquals(256, square.getHeight());
        assertEquals(
                304,
                FileTransfer.get(bob, path, "If-None-Match", header(picture, "ETag"))
                        .statusCode());

        Set<Path> before = onDisk();
        assertEquals("unsupported", code(FileTransfer.put(alice, "/api/me/avatar", TEXT)));
        assertEquals("unsupported", code(FileTransfer.put(alice, "/api/me/avatar", hugePng(50_000, 50_000))));
        assertEquals(before, onDisk());
        alice.delete("/api/me/avatar").expect(204);
        assertEquals(204, FileTransfer.get(bob, path).statusCode());
        assertEquals(before.size() - 1, onDisk().size());
    }

    private ObjectNode send(String file, String kind) {
        return ChatClient.frame("send")
                .put("cid", ChatClient.cid())
                .put("user", bob.user())
                .put("kind", kind)
                .put("file", file);
    }

    private String refused(ObjectNode frame) {
        return alices.refused(frame.toString()).get("code").asText();
    }

    private static String code(ChatClientAccount.Answer answer) {
        assertTrue(answer.status() >= 400, answer.body());
        return answer.json().get("code").asText();
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private static Set<Path> onDisk() {
        Path folder = ProtocolServer.files();
        if (!Files.isDirectory(folder)) {
            return Set.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).collect(Collectors.toSet());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random().nextBytes(bytes);
        return bytes;
    }

    /** How a recording of a browser begins. */
    private static byte[] webm() {
        byte[] head = {
            0x1A,
            0x45,
            (byte) 0xDF,
            (byte) 0xA3,
            (byte) 0x9F,
            0x42,
            (byte) 0x86,
            (byte) 0x81,
            1,
            0x42,
            (byte) 0xF7,
            (byte) 0x81,
            1,
            0x42,
            (byte) 0xF2,
            (byte) 0x81,
            4,
            0x42,
            (byte) 0xF3,
            (byte) 0x81,
            8,
            0x42,
            (byte) 0x82,
            (byte) 0x84,
            'w',
            'e',
            'b',
            'm',
            0x42,
            (byte) 0x87,
            (byte) 0x81,
            4,
            0x42,
            (byte) 0x85,
            (byte) 0x81,
            2
        };
        return Arrays.copyOf(head, 2_000);
    }

    /** A few kilobytes that say of themselves to be very many pixels. */
    private static byte[] hugePng(int width, int height) throws IOException {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        png.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
        chunk(
                png,
                "IHDR",
                ByteBuffer.allocate(13)
                        .putInt(width)
                        .putInt(height)
                        .put(new byte[] {8, 2, 0, 0, 0})
                        .array());
        ByteArrayOutputStream zeros = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(zeros)) {
            deflater.write(new byte[1_000_000]);
        }
        chunk(png, "IDAT", zeros.toByteArray());
        chunk(png, "IEND", new byte[0]);
        return png.toByteArray();
    }

    private static void chunk(ByteArrayOutputStream png, String type, byte[] data) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(data);
        png.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
        png.writeBytes(name);
        png.writeBytes(data);
        png.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }
}
