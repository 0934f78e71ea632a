package org.parley.file;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/**
 * Looks into images, and makes small ones of them: decoded and encoded again, so that nothing of the original but its
 * pixels is in them. How many pixels an image has is asked before the first is decoded, and few images are decoded at the
 * same time: no file fills the memory. Thread-safe.
 */
@ApplicationScoped
class Images {
    private static final Logger LOG = Logger.getLogger(Images.class.getName());
    /** The JDK decodes more, which people don't send, and strangers shall not try. */
    private static final Set<String> FORMATS = Set.of("jpeg", "png", "gif", "bmp");

    private static final int PREVIEW = 720;
    private static final int AVATAR = 256;
    private static final long MAX_PIXELS = 40_000_000;
    private static final int MAX_SIDE = 30_000;
    private static final long MAX_DECODED = 4_000_000;
    private static final int DECODED_AT_ONCE = 2;
    /** Encoders make about ten. */
    private static final int MAX_SCANS = 32;

    private static final int PATIENCE_SECONDS = 20;

    @Inject
    private Receiver receiver;

    private final Semaphore turns = new Semaphore(DECODED_AT_ONCE, true);

    /** What is read of an image: its size as stored, and its pixels, already made smaller where there are very many. */
    private record Decoded(int width, int height, BufferedImage pixels) {}

    @PostConstruct
    void keepOutOfTheDisk() {
        ImageIO.setUseCache(false);
    }

    /**
     * @return what it shows, with a preview, or without one if only browsers can read such images; empty if this server
     *     knows nothing of them, or should not read this one
     */
    Optional<Picture> look(Incoming file, String type) throws IOException {
        if (type.equals(Webp.TYPE)) {
            return Webp.look(file.path()).filter(picture -> mayBeDecoded(picture.width(), picture.height()));
        }
        Orientation orientation = Orientation.of(file.path());
        Optional<Decoded> decoded = decode(file.path());
        if (decoded.isEmpty()) {
            return Optional.empty();
        }
        Decoded image = decoded.get();
        boolean opaque = !image.pixels().getColorModel().hasAlpha();
        BufferedImage small = orientation.upright(fit(image.pixels(), PREVIEW, opaque));
        byte[] bytes = encode(small, opaque ? "jpeg" : "png");
        Incoming preview = receive(bytes);
        return Optional.of(new Picture(
                orientation.swaps() ? image.height() : image.width(),
                orientation.swaps() ? image.width() : image.height(),
                Optional.of(preview)));
    }

    /** @return a square of the middle of an image, for a picture of a person or a group; empty as above */
    Optional<Incoming> avatar(Incoming file) throws IOException {
        Optional<Decoded> decoded = decode(file.path());
        if (decoded.isEmpty()) {
            return Optional.empty();
        }
        BufferedImage upright =
                Orientation.of(file.path()).upright(decoded.get().pixels());
        int side = Math.min(upright.getWidth(), upright.getHeight());
        BufferedImage square =
                upright.getSubimage((upright.getWidth() - side) / 2, (upright.getHeight() - side) / 2, side, side);
        return Optional.of(receive(encode(fit(square, AVATAR, true), "jpeg")));
    }

    private Incoming receive(byte[] bytes) throws IOException {
        return receiver.receive(new ByteArrayInputStream(bytes), "image", bytes.length, null);
    }

    private Optional<Decoded> decode(Path file) throws IOException {
        try {
            if (!turns.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                return Optional.empty();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
        try (ImageInputStream stream = ImageIO.createImageInputStream(file.toFile())) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
            while (readers.hasNext()) {
                ImageReader reader = readers.next();
                if (FORMATS.contains(reader.getFormatName().toLowerCase(Locale.ROOT))) {
                    return decode(reader, stream);
                }
            }
            return Optional.empty();
        } catch (IOException | RuntimeException broken) {
            // Decoders have many ways to say that a file is not what it seems to be.
            LOG.log(Level.FINE, "An image could not be read", broken);
            return Optional.empty();
        } finally {
            turns.release();
        }
    }

    private static Optional<Decoded> decode(ImageReader reader, ImageInputStream stream) throws IOException {
        try {
            reader.setInput(stream, true, true);
            int width = reader.getWidth(0);
            int height = reader.getHeight(0);
            if (!mayBeDecoded(width, height)) {
                return Optional.empty();
            }
            ImageReadParam param = reader.getDefaultReadParam();
            int step = 1;
            while ((long) (width / step) * (height / step) > MAX_DECODED) {
                step++;
            }
            param.setSourceSubsampling(step, step, 0, 0);
            // Each scan of a progressive JPEG is drawn anew, and a small file can have thousands.
            param.setSourceProgressivePasses(0, MAX_SCANS);
            return Optional.of(new Decoded(width, height, reader.read(0, param)));
        } finally {
            reader.dispose();
        }
    }

    private static boolean mayBeDecoded(int width, int height) {
        return width <= MAX_SIDE && height <= MAX_SIDE && (long) width * height <= MAX_PIXELS;
    }

    /** Halves it while it is much too large: made smaller at once, it would lose most of its pixels. */
    private static BufferedImage fit(BufferedImage image, int longest, boolean opaque) {
        double scale = Math.min(1, (double) longest / Math.max(image.getWidth(), image.getHeight()));
        int width = Math.max(1, (int) Math.round(image.getWidth() * scale));
        int height = Math.max(1, (int) Math.round(image.getHeight() * scale));
        BufferedImage current = image;
        while (current.getWidth() > 2 * width && current.getHeight() > 2 * height) {
            current = draw(current, current.getWidth() / 2, current.getHeight() / 2, opaque);
        }
        return draw(current, width, height, opaque);
    }

    private static BufferedImage draw(BufferedImage image, int width, int height, boolean opaque) {
        BufferedImage drawn =
                new BufferedImage(width, height, opaque ? BufferedImage.TYPE_INT_RGB : BufferedImage.TYPE_INT_ARGB);
        Graphics2D graphics = drawn.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
            if (opaque) {
                graphics.setColor(Color.WHITE);
                graphics.fillRect(0, 0, width, height);
            }
            graphics.drawImage(image, 0, 0, width, height, null);
        } finally {
            graphics.dispose();
        }
        return drawn;
    }

    private static byte[] encode(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (!ImageIO.write(image, format, out)) {
            throw new IOException("This Java platform can't write " + format);
        }
        return out.toByteArray();
    }
}
