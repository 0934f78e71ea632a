package org.parley.file;

import java.io.IOException;
import java.util.Optional;

/**
 * An image.
 *
 * @param width as it is shown, turned as its metadata say
 * @param preview a small one without metadata, if it could be made
 */
public record Picture(int width, int height, Optional<Incoming> preview) implements AutoCloseable {
    @Override
    public void close() throws IOException {
        if (preview.isPresent()) {
            preview.get().close();
        }
    }
}
