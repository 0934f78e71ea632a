package org.parley.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What every store does. */
abstract class BlobStoreContract {
    @TempDir
    private Path folder;

    abstract BlobStore store();

    @Test
    void what_was_put_is_read_in_whole_and_in_part() throws IOException {
        byte[] content = random(300_000);
        String key = put(content);
        assertTrue(store().has(key));
        assertEquals(300_000, store().size(key).orElseThrow());
        assertArrayEquals(content, read(key, 0, content.length));
        assertArrayEquals(java.util.Arrays.copyOfRange(content, 1_000, 1_007), read(key, 1_000, 7));
        assertArrayEquals(java.util.Arrays.copyOfRange(content, 299_990, 300_000), read(key, 299_990, 10));
    }

    @Test
    void the_same_is_put_again_without_harm_also_at_the_same_moment() throws Exception {
        byte[] content = random(200_000);
        Path file = write(content);
        String key = key(content);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Void>> puts = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                puts.add(() -> {
                    store().put(key, file);
                    return null;
                });
            }
            for (Future<Void> put : threads.invokeAll(puts)) {
                put.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertArrayEquals(content, read(key, 0, content.length));
    }

    @Test
    void what_was_put_stays_when_its_source_goes() throws IOException {
        byte[] content = random(1_000);
        Path file = write(content);
        store().put(key(content), file);
        Files.delete(file);
        assertArrayEquals(content, read(key(content), 0, content.length));
    }

    @Test
    void what_is_not_there_is_told_apart_from_a_failure() throws IOException {
        String key = key(random(10));
        assertFalse(store().has(key));
        assertThrows(NoSuchFileException.class, () -> read(key, 0, 1));
        store().delete(key);
    }

    @Test
    void what_was_deleted_is_gone_and_can_be_put_again() throws IOException {
        byte[] content = random(1_000);
        String key = put(content);
        store().delete(key);
        assertFalse(store().has(key));
        assertThrows(NoSuchFileException.class, () -> read(key, 0, 1));
        put(content);
        assertArrayEquals(content, read(key, 0, content.length));
    }

    private String put(byte[] content) throws IOException {
        String key = key(content);
        store().put(key, write(content));
        return key;
    }

    private byte[] read(String key, long offset, long length) throws IOException {
        try (InputStream stream = store().read(key, offset, length)) {
            return stream.readAllBytes();
        }
    }

    private Path write(byte[] content) throws IOException {
        return Files.write(Files.createTempFile(folder, "content", ""), content);
    }

    static String key(byte[] content) {
        return HexFormat.of().formatHex(Receiver.sha256().digest(content));
    }

    static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random().nextBytes(bytes);
        return bytes;
    }
}
