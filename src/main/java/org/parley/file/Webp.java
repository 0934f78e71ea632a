package org.parley.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Tells how large a WebP image is (RFC 9649, section 2), which browsers decode and this server does not. */
final class Webp {
    static final String TYPE = "image/webp";

    private static final int HEAD = 30;
    private static final int RIFF = 0x46464952;
    private static final int WEBP = 0x50424557;
    private static final int EXTENDED = 0x58385056;
    private static final int LOSSLESS = 0x4C385056;
    private static final int LOSSY = 0x20385056;
    private static final int LOSSLESS_SIGNATURE = 0x2F;
    private static final int LOSSY_START = 0x2A019D;
    private static final int FOURTEEN_BITS = 0x3FFF;
    private static final int THREE_BYTES = 0xFFFFFF;

    private Webp() {}

    /** @return width and height in pixels, without a preview; empty if it is none, or is broken where it says so */
    static Optional<Picture> look(Path file) throws IOException {
        try (InputStream stream = Files.newInputStream(file)) {
            return look(stream.readNBytes(HEAD));
        }
    }

    static Optional<Picture> look(byte[] head) {
        try {
            return parse(ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN));
        } catch (BufferUnderflowException | IndexOutOfBoundsException cut) {
            return Optional.empty();
        }
    }

    private static Optional<Picture> parse(ByteBuffer head) {
        if (head.getInt(0) != RIFF || head.getInt(8) != WEBP) {
            return Optional.empty();
        }
        return switch (head.getInt(12)) {
            case EXTENDED -> picture((head.getInt(24) & THREE_BYTES) + 1, (head.getInt(26) >>> 8) + 1);
            case LOSSLESS -> lossless(head.get(20), head.getInt(21));
            case LOSSY ->
                (head.getInt(23) & THREE_BYTES) == LOSSY_START
                        ? picture(head.getShort(26) & FOURTEEN_BITS, head.getShort(28) & FOURTEEN_BITS)
                        : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static Optional<Picture> lossless(byte signature, int size) {
        return signature == LOSSLESS_SIGNATURE
                ? picture((size & FOURTEEN_BITS) + 1, (size >>> 14 & FOURTEEN_BITS) + 1)
                : Optional.empty();
    }

    private static Optional<Picture> picture(int width, int height) {
        return width > 0 && height > 0 ? Optional.of(new Picture(width, height, Optional.empty())) : Optional.empty();
    }
}
