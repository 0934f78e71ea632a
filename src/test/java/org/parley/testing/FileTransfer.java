package org.parley.testing;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import javax.imageio.ImageIO;

/** Uploads and downloads as a plain client does them. */
public final class FileTransfer {
    private static final String BOUNDARY = "----parley-test-boundary";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private FileTransfer() {}

    /** Uploads a file and returns the answer, whatever it is. */
    public static ChatClientAccount.Answer upload(ChatClientAccount by, String name, byte[] content) {
        return post(by, "/api/files", form(name, content));
    }

    /** Uploads a file and returns its id. */
    public static String uploaded(ChatClientAccount by, String name, byte[] content) {
        return upload(by, name, content).expect(201).get("id").asText();
    }

    /** Sends a form of one's own making. */
    public static ChatClientAccount.Answer post(ChatClientAccount by, String path, byte[] form) {
        return ChatClientAccount.send(request(by, path)
                .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                .POST(BodyPublishers.ofByteArray(form))
                .build());
    }

    /** Puts an image where a picture of a person or a group is. */
    public static ChatClientAccount.Answer put(ChatClientAccount by, String path, byte[] content) {
        return ChatClientAccount.send(request(by, path)
                .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                .PUT(BodyPublishers.ofByteArray(form("picture", content)))
                .build());
    }

    /** Reads bytes; headers are names and values by turns. */
    public static HttpResponse<byte[]> get(ChatClientAccount by, String path, String... headers) {
        HttpRequest.Builder builder = request(by, path);
        if (headers.length > 0) {
            builder.headers(headers);
        }
        HttpRequest request = builder.build();
        try {
            HttpResponse<byte[]> response = ChatClientAccount.http(by.base()).send(request, BodyHandlers.ofByteArray());
            String body = new String(response.body(), StandardCharsets.UTF_8);
            ChatClientAccount.exchanged(
                    request,
                    null,
                    new ChatClientAccount.Answer(
                            response.statusCode(), response.headers().map(), body));
            return response;
        } catch (IOException e) {
            throw new UncheckedIOException(path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static HttpRequest.Builder request(ChatClientAccount by, String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(by.base().resolve(path)).timeout(LIMIT);
        return by.token() == null ? request : request.header("Authorization", "Bearer " + by.token());
    }

    /** Returns a whole form with one file. */
    public static byte[] form(String name, byte[] content) {
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        form.writeBytes(head(name));
        form.writeBytes(content);
        form.writeBytes(("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.US_ASCII));
        return form.toByteArray();
    }

    /** Returns how a form begins, up to the first byte of the file. */
    public static byte[] head(String name) {
        return ("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name
                        + "\"\r\nContent-Type: image/png\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the header that belongs to {@link #head}. */
    public static String contentType() {
        return "multipart/form-data; boundary=" + BOUNDARY;
    }

    /** Returns an image with a picture in it. */
    public static byte[] image(String format, int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(new Color(0x2F6FDE));
        graphics.fillRect(0, 0, width, height);
        graphics.setColor(new Color(0xF2B134));
        graphics.fillOval(width / 4, height / 4, width / 2, height / 2);
        graphics.dispose();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, format, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
