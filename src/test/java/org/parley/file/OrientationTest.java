package org.parley.file;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import javax.imageio.ImageIO;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;

class OrientationTest {
    private static final int WHITE = 0xFFFFFFFF;

    @TempDir
    private Path folder;

    /** Where the upper left corner of what is stored comes to lie, as Exif 2.32 has it: the 0th row and column. */
    private static final int[][] CORNERS = {{0, 0}, {3, 0}, {3, 1}, {0, 1}, {0, 0}, {1, 0}, {1, 3}, {0, 3}};

    @Test
    void each_of_the_eight_ways_is_turned_upright() {
        for (int value = 1; value <= 8; value++) {
            BufferedImage stored = new BufferedImage(4, 2, BufferedImage.TYPE_INT_RGB);
            stored.setRGB(0, 0, WHITE);
            BufferedImage upright = new Orientation(value).upright(stored);
            assertEquals(value >= 5 ? 2 : 4, upright.getWidth());
            int[] corner = CORNERS[value - 1];
            assertEquals(WHITE, upright.getRGB(corner[0], corner[1]), "orientation " + value);
        }
    }

    @Test
    void it_is_read_from_a_jpeg_in_either_byte_order() throws IOException {
        assertEquals(6, Orientation.of(write(jpeg(true, 6))).value());
        assertEquals(3, Orientation.of(write(jpeg(false, 3))).value());
        assertEquals(1, Orientation.of(write(jpeg(true, 77))).value());
    }

    @Test
    void nonsense_is_upright() throws IOException {
        byte[] whole = jpeg(true, 6);
        int tagEndsAt = 2 + 4 + 6 + 20;
        for (int length = 0; length < tagEndsAt; length++) {
            assertEquals(1, Orientation.of(write(Arrays.copyOf(whole, length))).value(), "cut at " + length);
        }
        assertEquals(1, Orientation.of(write("no image".getBytes())).value());
    }

    private Path write(byte[] content) throws IOException {
        return Files.write(folder.resolve("image"), content);
    }

    /** A JPEG whose first segment is an Exif one with the tag alone. */
    static byte[] jpeg(boolean bigEndian, int orientation) throws IOException {
        ByteBuffer tiff = ByteBuffer.allocate(26);
        tiff.order(bigEndian ? java.nio.ByteOrder.BIG_ENDIAN : java.nio.ByteOrder.LITTLE_ENDIAN);
        tiff.put((byte) (bigEndian ? 'M' : 'I'))
                .put((byte) (bigEndian ? 'M' : 'I'))
                .putShort((short) 42);
        tiff.putInt(8).putShort((short) 1);
        tiff.putShort((short) 0x0112)
                .putShort((short) 3)
                .putInt(1)
                .putShort((short) orientation)
                .putShort((short) 0);
        tiff.putInt(0);
        BufferedImage image = new BufferedImage(4, 2, BufferedImage.TYPE_INT_RGB);
        ByteArrayOutputStream encoded = new ByteArrayOutputStream();
        ImageIO.write(image, "jpeg", encoded);
        byte[] plain = encoded.toByteArray();
        ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
        jpeg.write(plain, 0, 2);
        jpeg.writeBytes(ByteBuffer.allocate(10)
                .putShort((short) 0xFFE1)
                .putShort((short) (2 + 6 + 26))
                .put(new byte[] {'E', 'x', 'i', 'f', 0, 0})
                .array());
        jpeg.writeBytes(tiff.array());
        jpeg.write(plain, 2, plain.length - 2);
        return jpeg.toByteArray();
    }
}
