package org.parley.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class DiskBlobsTest extends BlobStoreContract {
    @TempDir
    private Path blobs;

    @Override
    BlobStore store() {
        return new DiskBlobs(blobs, 0);
    }

    @Test
    void content_lies_two_folders_deep() throws IOException {
        byte[] content = random(10);
        String key = key(content);
        store().put(key, Files.write(blobs.resolve("source"), content));
        assertEquals(
                true,
                Files.exists(blobs.resolve(key.substring(0, 2))
                        .resolve(key.substring(2, 4))
                        .resolve(key)));
    }

    @Test
    void a_full_disk_is_told_and_nothing_is_left() throws IOException {
        Path other = Path.of("/dev/shm");
        // A source on another disk has to be copied.
        Path source = Files.isWritable(other) ? Files.createTempFile(other, "parley", "") : blobs.resolve("source");
        try {
            byte[] content = random(10);
            Files.write(source, content);
            BlobStore full = new DiskBlobs(blobs, Long.MAX_VALUE / 2);
            if (!Files.getFileStore(source).equals(Files.getFileStore(blobs))) {
                assertThrows(BlobStore.StoreFull.class, () -> full.put(key(content), source));
            }
            assertThrows(BlobStore.StoreFull.class, () -> Room.require(blobs, 1, Long.MAX_VALUE / 2));
            try (Stream<Path> found = Files.walk(blobs)) {
                assertEquals(
                        0,
                        found.filter(Files::isRegularFile)
                                .filter(file -> !file.equals(source))
                                .count());
            }
        } finally {
            Files.deleteIfExists(source);
        }
    }
}
