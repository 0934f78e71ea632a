package org.parley.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** A secret that a file holds, as Docker and Kubernetes hand them over. */
final class SecretFile {
    private static final int MAX_BYTES = 65_536;

    private SecretFile() {}

    /**
     * @return the text of the file, without white space around it
     * @throws IllegalArgumentException if there is no such file, or if it holds nothing or too much; the message says what
     *     it must be, and nothing of what it holds
     */
    static String read(String path) {
        try (InputStream file = Files.newInputStream(Path.of(path))) {
            byte[] content = file.readNBytes(MAX_BYTES + 1);
            String secret = new String(content, StandardCharsets.UTF_8).strip();
            if (content.length <= MAX_BYTES && !secret.isEmpty()) {
                return secret;
            }
        } catch (IOException | InvalidPathException e) {
            // told below
        }
        throw new IllegalArgumentException("a file that can be read and holds the secret, and nothing else");
    }
}
