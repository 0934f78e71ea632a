package org.parley.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;

class WebpTest {
    private static final int HEAD = 30;

    @TempDir
    private Path folder;

    private static ByteBuffer head(String chunk) {
        ByteBuffer head = ByteBuffer.allocate(HEAD).order(ByteOrder.LITTLE_ENDIAN);
        head.put(0, "RIFF".getBytes(StandardCharsets.US_ASCII));
        head.put(8, "WEBP".getBytes(StandardCharsets.US_ASCII));
        head.put(12, chunk.getBytes(StandardCharsets.US_ASCII));
        return head;
    }

    private static ByteBuffer extended(int width, int height) {
        ByteBuffer head = head("VP8X");
        head.putInt(24, width - 1);
        head.putShort(27, (short) (height - 1));
        head.put(29, (byte) (height - 1 >>> 16));
        return head;
    }

    private static ByteBuffer lossless(int width, int height) {
        return head("VP8L").put(20, (byte) 0x2F).putInt(21, width - 1 | height - 1 << 14);
    }

    private static ByteBuffer lossy(int width, int height) {
        return head("VP8 ")
                .put(23, new byte[] {(byte) 0x9D, 0x01, 0x2A})
                .putShort(26, (short) width)
                .putShort(28, (short) height);
    }

    private Optional<Picture> look(byte[] bytes) throws IOException {
        return Webp.look(Files.write(folder.resolve("image"), bytes));
    }

    private void assertSize(int width, int height, ByteBuffer head) throws IOException {
        assertEquals(Optional.of(new Picture(width, height, Optional.empty())), look(head.array()));
    }

    @Test
    void each_of_the_three_forms_says_how_large_it_is() throws IOException {
        assertSize(640, 480, lossy(640, 480));
        assertSize(16_383, 1, lossy(16_383, 1));
        assertSize(640, 480, lossless(640, 480));
        assertSize(16_384, 16_384, lossless(16_384, 16_384));
        assertSize(640, 480, extended(640, 480));
        assertSize(1, 100_000, extended(1, 100_000));
        assertSize(1 << 24, 1 << 24, extended(1 << 24, 1 << 24));
    }

    @Test
    void what_is_cut_or_something_else_says_nothing() throws IOException {
        for (ByteBuffer whole : new ByteBuffer[] {lossy(640, 480), extended(640, 480)}) {
            for (int length = 0; length < HEAD; length++) {
                assertEquals(Optional.empty(), look(Arrays.copyOf(whole.array(), length)), "the first " + length);
            }
        }
        assertEquals(Optional.empty(), look(lossy(0, 480).array()));
        assertEquals(Optional.empty(), look(lossy(640, 480).put(23, (byte) 0).array()), "no key frame");
        assertEquals(Optional.empty(), look(lossless(640, 480).put(20, (byte) 0).array()), "no signature");
        assertEquals(Optional.empty(), look(head("ALPH").array()));
        assertEquals(
                Optional.empty(), look(extended(640, 480).put(0, (byte) 'X').array()));
    }
}
