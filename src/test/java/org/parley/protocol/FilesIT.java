package org.parley.protocol;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

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
import static org.junit.jupiter.api.Assertions.assertNotEquals;
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
        assertEquals(200, FileTransfer.get(alice, path, "If-Match", tag).statusCode());
        HttpResponse<byte[]> another = FileTransfer.get(alice, path, "If-Match", "\"other\"");
        assertEquals(412, another.statusCode());
        assertEquals("application/problem+json", header(another, "Content-Type"));
        assertTrue(text(another).contains("\"code\":\"precondition\""), text(another));
        assertEquals(tag, header(another, "ETag"));
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
        assertEquals("application/octet-stream", header(answer, "Content-Type"), "no script or style of this origin");
        for (String spelled : List.of(url, url.replace("/downloads", "/%64ownloads"))) {
            HttpResponse<byte[]> same = FileTransfer.get(browser, spelled);
            assertTrue(header(same, "Content-Security-Policy").contains("sandbox"), spelled);
        }
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
    void onlyFormatsThatPeopleSendAreDecoded() throws IOException {
        for (String decoded : List.of("bmp", "gif")) {
            JsonNode picture = FileTransfer.upload(alice, "picture", FileTransfer.image(decoded, 40, 30))
                    .expect(201);
            assertTrue(picture.get("preview").asBoolean(), decoded);
        }
        JsonNode scan = FileTransfer.upload(alice, "scan.tiff", FileTransfer.image("tiff", 40, 30))
                .expect(201);
        assertFalse(scan.has("preview"), scan.toString());
        assertFalse(scan.has("width"), scan.toString());
    }

    /** Each scan is the whole picture once more: these would take the server half a minute. */
    @Test
    void anImageOfThousandsOfScansTakesNoLongerThanOthers() throws IOException {
        byte[] image = progressiveJpeg(3_000, 3_000, 3_000);
        long start = System.nanoTime();
        JsonNode picture = FileTransfer.upload(alice, "scans.jpg", image).expect(201);
        assertTrue(picture.get("preview").asBoolean(), picture.toString());
        assertTrue(System.nanoTime() - start < 15_000_000_000L, "within fifteen seconds");
    }

    /** @param more how often the last scan is repeated */
    private static byte[] progressiveJpeg(int width, int height, int more) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
            writer.setOutput(stream);
            writer.write(
                    null,
                    new IIOImage(new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY), null, null),
                    param);
        } finally {
            writer.dispose();
        }
        byte[] jpeg = out.toByteArray();
        int end = jpeg.length - 2;
        int lastScan = end;
        while (jpeg[lastScan] != (byte) 0xFF || jpeg[lastScan + 1] != (byte) 0xDA) {
            lastScan--;
        }
        ByteArrayOutputStream longer = new ByteArrayOutputStream();
        longer.write(jpeg, 0, end);
        for (int i = 0; i < more; i++) {
            longer.write(jpeg, lastScan, end - lastScan);
        }
        longer.write(jpeg, end, 2);
        return longer.toByteArray();
    }

    @Test
    void aWebpImageSaysHowLargeItIsAndBrowsersDoTheRest() throws IOException {
        byte[] image = webp(800, 600);
        JsonNode drawing = FileTransfer.upload(alice, "drawing.jpg", image).expect(201);
        assertEquals("image/webp", drawing.get("mediaType").asText());
        assertEquals(800, drawing.get("width").asInt());
        assertEquals(600, drawing.get("height").asInt());
        assertFalse(drawing.has("preview"));
        HttpResponse<byte[]> whole =
                FileTransfer.get(alice, "/api/files/" + drawing.get("id").asText());
        assertEquals("image/webp", header(whole, "Content-Type"));
        assertArrayEquals(image, whole.body());

        JsonNode bomb =
                FileTransfer.upload(alice, "bomb.webp", webp(16_000, 16_000)).expect(201);
        assertFalse(bomb.has("width"), "too many pixels to be shown by itself");
    }

    @Test
    void anEmptyFileAndAFormWithoutOneAreRefused() {
        Set<Path> before = onDisk();
        assertEquals("malformed", code(FileTransfer.upload(alice, "empty.txt", new byte[0])));
        assertEquals("malformed", code(FileTransfer.post(alice, "/api/files", TEXT)));
        assertEquals("malformed", code(FileTransfer.upload(alice, "a\0b.txt", TEXT)));
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

    // What becomes of them

    @Test
    void aRecalledFileIsUnreadableForAllAtOnceAndThenGone() throws IOException {
        Set<Path> before = onDisk();
        byte[] image = FileTransfer.image("png", 800, 800);
        String file = uploaded(alice, "secret.png", image);
        ObjectNode sent = send(file, "file").put("text", "For your eyes only");
        JsonNode ack = alices.sendAndAck(sent);
        String conversation = ack.get("conversation").asText();
        String path = "/api/files/" + file;
        String ticket = bob.post(path + "/tickets", "").expect(201).get("url").asText();
        ChatClientAccount browser = ChatClientAccount.stranger(bob.base());
        assertEquals(200, FileTransfer.get(browser, ticket).statusCode());

        alices.sendAndAck(
                ChatClient.change(conversation, "recall", ack.get("seq").asLong()));

        for (ChatClientAccount reader : List.of(alice, bob)) {
            assertEquals(404, FileTransfer.get(reader, path).statusCode());
            assertEquals(
                    404, FileTransfer.get(reader, path, "Range", "bytes=0-3").statusCode());
            assertEquals(404, FileTransfer.get(reader, path + "/preview").statusCode());
            assertEquals(404, reader.post(path + "/tickets", "").status());
            JsonNode entry = reader.messages(conversation, "around=" + ack.get("seq") + "&limit=1")
                    .get("messages")
                    .get(0);
            assertTrue(entry.has("recalled"), entry.toString());
            for (String told : List.of("file", "name", "mediaType", "size", "text", "preview")) {
                assertFalse(entry.has(told), entry.toString());
            }
        }
        assertEquals(404, FileTransfer.get(browser, ticket).statusCode());
        assertEquals(
                404, FileTransfer.get(browser, ticket, "Range", "bytes=0-3").statusCode());
        assertEquals("not_found", refused(send(file, "file")));
        assertEquals(ack, alices.sendAndAck(sent), "what was sent before is acknowledged again");
        Await.until("the content is gone from the disk", ChatClient.LIMIT, () -> onDisk().equals(before));
    }

    @Test
    void aRecalledFileStaysForNobodyToReadWhileItsConversationIsOnLegalHold() throws IOException {
        Set<Path> before = onDisk();
        byte[] content = random(1_000);
        String file = uploaded(alice, "evidence.bin", content);
        JsonNode ack = alices.sendAndAck(send(file, "file"));
        String conversation = ack.get("conversation").asText();
        String path = "/api/admin/conversations/" + conversation;
        Set<Path> withEvidence = onDisk();
        ProtocolServer.administrator().patch(path, "{\"legalHold\":true}").expect(200);

        alices.sendAndAck(
                ChatClient.change(conversation, "recall", ack.get("seq").asLong()));

        for (ChatClientAccount reader : List.of(alice, bob)) {
            assertEquals(404, FileTransfer.get(reader, "/api/files/" + file).statusCode());
            assertEquals(404, reader.post("/api/files/" + file + "/tickets", "").status());
        }
        assertEquals("not_found", refused(send(file, "file")));
        String other = uploaded(alice, "other.bin", random(1_000));
        JsonNode elsewhere = alices.sendAndAck(send(other, "file").put("user", eve.user()));
        alices.sendAndAck(ChatClient.change(
                elsewhere.get("conversation").asText(),
                "recall",
                elsewhere.get("seq").asLong()));
        Await.until("what nothing holds is gone", ChatClient.LIMIT, () -> onDisk().equals(withEvidence));
        String held = "{\"type\":\"heldFile\",\"seq\":" + ack.get("seq") + ",\"file\":\"" + file + "\",\"sha256\":\""
                + keyOf(content)
                + "\",\"name\":\"evidence.bin\",\"mediaType\":\"application/octet-stream\",\"size\":1000}";
        assertTrue(export(path).endsWith(held + "\n"), export(path));

        ProtocolServer.administrator().patch(path, "{\"legalHold\":false}").expect(200);

        assertFalse(export(path).contains("heldFile"));
        Await.until("it is gone, too", ChatClient.LIMIT, () -> onDisk().equals(before));
    }

    private static String export(String conversation) {
        ChatClientAccount.Answer answer = ProtocolServer.administrator().get(conversation + "/export");
        assertEquals(200, answer.status(), answer.body());
        return answer.body();
    }

    @Test
    void whatWasPassedOnStaysWhenItsOriginIsRecalled() {
        String file = uploaded(alice, "notes.txt", TEXT);
        JsonNode ack = alices.sendAndAck(send(file, "file"));
        bobs.sendAndAck(send(file, "file").put("user", eve.user()));
        alices.sendAndAck(ChatClient.change(
                ack.get("conversation").asText(), "recall", ack.get("seq").asLong()));
        assertEquals(200, FileTransfer.get(eve, "/api/files/" + file).statusCode());
        assertEquals(200, FileTransfer.get(bob, "/api/files/" + file).statusCode());
    }

    @Test
    void anUploadThatNobodySendsIsRemovedWhenItIsOldEnough() throws SQLException {
        Set<Path> before = onDisk();
        byte[] content = random(1_000);
        String old = uploaded(alice, "old.bin", content);
        String fresh = uploaded(bob, "fresh.bin", content);
        backdate("parley_file", "id = " + old, 25);
        Await.until(
                "it is gone",
                ChatClient.LIMIT,
                () -> FileTransfer.get(alice, "/api/files/" + old).statusCode() == 404);
        assertEquals(0, alice.get("/api/files").expect(200).get("used").asLong());
        assertArrayEquals(
                content, FileTransfer.get(bob, "/api/files/" + fresh).body(), "somebody else has the same content");
        backdate("parley_file", "id = " + fresh, 25);
        Await.until("its content is gone, too", ChatClient.LIMIT, () -> onDisk().equals(before));
    }

    @Test
    void whatANodeLeftBehindThatWasKilledIsRemoved() throws SQLException {
        Set<Path> before = onDisk();
        String file = uploaded(alice, "half.bin", random(1_000));
        ProtocolServer.execute("UPDATE parley_file SET stored = FALSE WHERE id = " + file);
        assertEquals(404, FileTransfer.get(alice, "/api/files/" + file).statusCode(), "not yet in the store");
        assertEquals("not_found", refused(send(file, "file")));
        assertEquals(1_000, alice.get("/api/files").expect(200).get("used").asLong(), "it counts for the quota");
        backdate("parley_file", "id = " + file, 5);
        Await.until("it is gone", ChatClient.LIMIT, () -> onDisk().equals(before));
        assertEquals(0, alice.get("/api/files").expect(200).get("used").asLong());
    }

    @Test
    void contentThatIsBeingRemovedIsNotUsedMeanwhileAndIsRemovedByAnotherNodeInTheEnd() throws SQLException {
        Set<Path> before = onDisk();
        byte[] content = random(1_000);
        String file = uploaded(alice, "one.bin", content);
        String key = keyOf(content);
        ProtocolServer.execute("DELETE FROM parley_file WHERE id = " + file);
        ProtocolServer.execute("UPDATE parley_blob SET settled = FALSE, removed_at = TIMESTAMP '"
                + LocalDateTime.now(ZoneOffset.UTC) + "' WHERE blob_key = '" + key + "'");
        assertEquals("unavailable", code(FileTransfer.upload(bob, "same.bin", content)));
        ProtocolServer.execute(
                "UPDATE parley_blob SET removed_at = DATEADD('MINUTE', -6, removed_at) WHERE blob_key = '" + key + "'");
        Await.until("it is removed", ChatClient.LIMIT, () -> onDisk().equals(before));
        assertEquals(201, FileTransfer.upload(bob, "same.bin", content).status());
    }

    @Test
    void aDiskThatTakesNothingIsToldAndDoesNoHarm() throws IOException {
        String kept = uploaded(alice, "notes.txt", TEXT);
        Set<Path> before = onDisk();
        Path incoming = ProtocolServer.files().resolve("incoming");
        Path aside = ProtocolServer.files().resolve("aside");
        Files.move(incoming, aside);
        Files.writeString(incoming, "in the way");
        try {
            ChatClientAccount.Answer answer = FileTransfer.upload(alice, "lost.bin", random(200_000));
            assertEquals("unavailable", code(answer));
            assertEquals(503, answer.status());
            assertTrue(answer.json().get("detail").asText().contains("can't store files"), answer.body());
            assertEquals(
                    "unavailable", code(FileTransfer.put(alice, "/api/me/avatar", FileTransfer.image("png", 9, 9))));
            alices.sendAndAck(send(kept, "file"));
            assertEquals(200, FileTransfer.get(alice, "/api/files/" + kept).statusCode());
            assertEquals(
                    TEXT.length,
                    alice.get("/api/files").expect(200).get("used").asLong(),
                    "nothing of what failed counts");
        } finally {
            Files.delete(incoming);
            Files.move(aside, incoming);
        }
        assertEquals(before, onDisk());
        assertEquals(201, FileTransfer.upload(alice, "found.bin", random(1_000)).status());
    }

    @Test
    void theQuotaIsExactHoweverManyUploadsEndTogether() {
        ChatClientAccount hoarder = ProtocolServer.user("hoarder");
        int size = ProtocolServer.MAX_FILE / 3;
        List<CompletableFuture<Integer>> uploads = IntStream.range(0, 6)
                .mapToObj(i -> CompletableFuture.supplyAsync(() ->
                        FileTransfer.upload(hoarder, "part-" + i, random(size)).status()))
                .toList();
        long kept = uploads.stream().filter(upload -> upload.join() == 201).count();
        // Six thirds are one byte more than the quota.
        assertEquals(5, kept);
        assertEquals(
                5L * size, hoarder.get("/api/files").expect(200).get("used").asLong());
    }

    // Captions

    @Test
    void aCaptionIsEditedAsATextIs() {
        String file = uploaded(alice, "notes.txt", TEXT);
        JsonNode ack = alices.sendAndAck(send(file, "file").put("text", "Draft"));
        String conversation = ack.get("conversation").asText();
        long seq = ack.get("seq").asLong();
        alices.sendAndAck(ChatClient.change(conversation, "edit", seq).put("text", "Final"));
        JsonNode edit =
                bobs.take("the edit", frame -> frame.path("kind").asText().equals("edit"));
        assertEquals("Final", edit.get("text").asText());
        JsonNode entry = entry(bob, conversation, seq);
        assertEquals("Final", entry.get("text").asText());
        assertEquals("notes.txt", entry.get("name").asText());
        assertTrue(entry.has("edited"));
        assertEquals(200, FileTransfer.get(bob, "/api/files/" + file).statusCode());

        alices.sendAndAck(ChatClient.change(conversation, "edit", seq).put("text", ""));
        assertFalse(entry(bob, conversation, seq).has("text"), "it has no caption any more");
        alices.sendAndAck(ChatClient.change(conversation, "edit", seq).put("text", "Another"));
        assertEquals("Another", entry(bob, conversation, seq).get("text").asText());

        ObjectNode mentioning = ChatClient.change(conversation, "edit", seq).put("text", "@bob");
        mentioning.putArray("mentions").add(bob.user());
        assertEquals("malformed", refused(mentioning));
        ObjectNode foreign = ChatClient.change(conversation, "edit", seq).put("text", "Mine");
        assertEquals("forbidden", bobs.refused(foreign.toString()).get("code").asText());
        String recording = uploaded(alice, "voice", webm());
        long voice = alices.sendAndAck(send(recording, "voice").put("seconds", 3))
                .get("seq")
                .asLong();
        assertEquals(
                "conflict",
                refused(ChatClient.change(conversation, "edit", voice).put("text", "No caption")));
        long text = alices.sendAndAck(ChatClient.text(conversation, "words"))
                .get("seq")
                .asLong();
        assertEquals(
                "malformed",
                refused(ChatClient.change(conversation, "edit", text).put("text", "")));
    }

    private static JsonNode entry(ChatClientAccount reader, String conversation, long seq) {
        return reader.messages(conversation, "after=" + (seq - 1) + "&limit=1")
                .get("messages")
                .get(0);
    }

    /** Makes rows older by so many hours. */
    private static void backdate(String table, String which, int hours) throws SQLException {
        ProtocolServer.execute(
                "UPDATE " + table + " SET created_at = DATEADD('HOUR', -" + hours + ", created_at) WHERE " + which);
    }

    private static String keyOf(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    // Pictures of people and groups

    @Test
    void aGroupsPictureIsChangedByItsAdminsAndSeenByAllItsMembersAtOnce() throws IOException {
        String group = alice.group("Painters", bob);
        String path = "/api/conversations/" + group + "/avatar";
        assertEquals(204, FileTransfer.get(bob, path).statusCode());
        byte[] image = FileTransfer.image("png", 900, 600);
        assertEquals("forbidden", code(FileTransfer.put(bob, path, image)));

        assertEquals(204, FileTransfer.put(alice, path, image).status());

        JsonNode entry =
                bobs.take("the change", frame -> frame.path("event").asText().equals("avatar"));
        String version = entry.get("avatar").asText();
        assertEquals(alice.user(), entry.get("from").asText());
        JsonNode told = bobs.take(
                "the new summary",
                frame -> frame.path("type").asText().equals("conversation")
                        && frame.path("summary").path("avatar").asText().equals(version));
        assertEquals(group, told.get("conversation").asText());
        HttpResponse<byte[]> picture = FileTransfer.get(bob, path);
        assertEquals("image/jpeg", header(picture, "Content-Type"));
        assertEquals("private, no-cache", header(picture, "Cache-Control"));
        assertEquals("nosniff", header(picture, "X-Content-Type-Options"));
        assertEquals(256, ImageIO.read(new ByteArrayInputStream(picture.body())).getWidth());
        assertEquals(
                304,
                FileTransfer.get(bob, path, "If-None-Match", header(picture, "ETag"))
                        .statusCode());
        assertEquals(403, FileTransfer.get(eve, path).statusCode());
        assertEquals(0, alice.get("/api/files").expect(200).get("used").asLong(), "it is nobody's file");

        Set<Path> withOne = onDisk();
        assertEquals(
                204,
                FileTransfer.put(alice, path, FileTransfer.image("png", 300, 900))
                        .status());
        assertEquals(withOne.size(), onDisk().size(), "the one before is gone");
        assertNotEquals(withOne, onDisk());
        alice.delete(path).expect(204);
        JsonNode removed = bobs.take(
                "the removal", frame -> frame.path("event").asText().equals("avatar") && !frame.has("avatar"));
        assertEquals(204, FileTransfer.get(bob, path).statusCode());
        assertFalse(bob.get("/api/conversations/" + group).expect(200).has("avatar"));
        assertEquals(withOne.size() - 1, onDisk().size());

        alice.delete(path).expect(204);
        JsonNode last = bob.messages(group, "limit=1").get("messages").get(0);
        assertEquals(removed.get("seq"), last.get("seq"), "nothing was there to be removed");
    }

    @Test
    void aGroupsPictureIsSeenByAllWhoMayFindTheGroupAndGoesWithIt() throws SQLException {
        Set<Path> before = onDisk();
        String name = "Find me " + ChatClient.cid();
        String group = alice.group(name, bob);
        String path = "/api/conversations/" + group + "/avatar";
        FileTransfer.put(alice, path, FileTransfer.image("jpeg", 500, 501)).expect(204);
        alice.patch("/api/conversations/" + group, "{\"joinMode\":\"approval\"}")
                .expect(200);
        assertEquals(200, FileTransfer.get(eve, path).statusCode());
        String query = URLEncoder.encode(name, StandardCharsets.UTF_8);
        JsonNode found =
                eve.get("/api/groups?query=" + query).expect(200).get("groups").get(0);
        assertEquals(bob.get("/api/conversations/" + group).expect(200).get("avatar"), found.get("avatar"));

        alice.delete("/api/conversations/" + group).expect(204);
        assertEquals(403, FileTransfer.get(eve, path).statusCode());
        backdate("parley_blob", "settled = FALSE", 5);
        Await.until("the picture is gone", ChatClient.LIMIT, () -> onDisk().equals(before));
    }

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

    /** What a lossy WebP begins with (RFC 9649, section 2.5). */
    private static byte[] webp(int width, int height) {
        return ByteBuffer.allocate(2_000)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("RIFF".getBytes(StandardCharsets.US_ASCII))
                .putInt(1_992)
                .put("WEBPVP8 ".getBytes(StandardCharsets.US_ASCII))
                .putInt(1_980)
                .put(new byte[] {0x10, 0, 0, (byte) 0x9D, 0x01, 0x2A})
                .putShort((short) width)
                .putShort((short) height)
                .array();
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
