package org.parley.file;

import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How a camera was held (the tag Orientation of Exif): the numbers 1 to 8, of which 1 is upright. Cameras turn no pixels.
 *
 * @param value 1 to 8
 */
record Orientation(int value) {
    static final Orientation UPRIGHT = new Orientation(1);
    private static final int HEAD = 65_536;
    private static final int TAG = 0x0112;
    private static final int MAX_ENTRIES = 512;

    /** @return what the JPEG says; upright, if it says nothing, says it wrongly, or is none */
    static Orientation of(Path file) throws IOException {
        try (InputStream stream = Files.newInputStream(file)) {
            return of(stream.readNBytes(HEAD));
        }
    }

    static Orientation of(byte[] head) {
        try {
            return parse(ByteBuffer.wrap(head));
        } catch (IndexOutOfBoundsException | IllegalArgumentException | BufferUnderflowException cut) {
            return UPRIGHT;
        }
    }

    private static Orientation parse(ByteBuffer jpeg) {
        if (jpeg.getShort() != (short) 0xFFD8) {
            return UPRIGHT;
        }
        while (jpeg.remaining() > 4) {
            int marker = jpeg.getShort() & 0xFFFF;
            int length = jpeg.getShort() & 0xFFFF;
            if (marker == 0xFFE1 && jpeg.getInt(jpeg.position()) == 0x45786966) {
                return parseTiff(jpeg.slice(jpeg.position() + 6, length - 8));
            }
            if (marker == 0xFFDA || (marker & 0xFF00) != 0xFF00) {
                return UPRIGHT;
            }
            jpeg.position(jpeg.position() + length - 2);
        }
        return UPRIGHT;
    }

    private static Orientation parseTiff(ByteBuffer tiff) {
        tiff.order(tiff.getShort(0) == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int directory = tiff.getInt(4);
        int entries = Math.min(MAX_ENTRIES, tiff.getShort(directory) & 0xFFFF);
        for (int entry = 0; entry < entries; entry++) {
            int at = directory + 2 + 12 * entry;
            if ((tiff.getShort(at) & 0xFFFF) == TAG) {
                int value = tiff.getShort(at + 8) & 0xFFFF;
                return value >= 1 && value <= 8 ? new Orientation(value) : UPRIGHT;
            }
        }
        return UPRIGHT;
    }

    /** @return whether width and height change places */
    boolean swaps() {
        return value >= 5;
    }

    /** @return the image as its camera saw it */
    BufferedImage upright(BufferedImage image) {
        if (value == 1) {
            return image;
        }
        int width = image.getWidth();
        int height = image.getHeight();
        int type = image.getColorModel().hasAlpha() ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB;
        BufferedImage turned = new BufferedImage(swaps() ? height : width, swaps() ? width : height, type);
        Graphics2D graphics = turned.createGraphics();
        try {
            graphics.drawImage(image, turn(width, height), null);
        } finally {
            graphics.dispose();
        }
        return turned;
    }

    private AffineTransform turn(int width, int height) {
        return switch (value) {
            case 2 -> new AffineTransform(-1, 0, 0, 1, width, 0);
            case 3 -> new AffineTransform(-1, 0, 0, -1, width, height);
            case 4 -> new AffineTransform(1, 0, 0, -1, 0, height);
            case 5 -> new AffineTransform(0, 1, 1, 0, 0, 0);
            case 6 -> new AffineTransform(0, 1, -1, 0, height, 0);
            case 7 -> new AffineTransform(0, -1, -1, 0, height, width);
            default -> new AffineTransform(0, -1, 1, 0, 0, width);
        };
    }
}
