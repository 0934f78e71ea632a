package org.parley.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * Keeps bytes under the SHA-256 of what they are, which makes each of them immutable. Knows nothing of who may see them.
 * Thread-safe. A key is 64 lower-case hexadecimal digits.
 *
 * <p>What fails does so with an {@link IOException}, and within a time limit; nothing half-written is ever to be seen
 * under a key.
 */
interface BlobStore {

    /**
     * Keeps a copy of a file under its key. When this returns, it is durable. To put what is there already is safe, also
     * at the same moment.
     *
     * @throws StoreFull if there is no room for it
     */
    void put(String key, Path content) throws IOException;

    default boolean has(String key) throws IOException {
        return size(key).isPresent();
    }

    /** @return how many bytes are there under the key; empty if there is no such key */
    OptionalLong size(String key) throws IOException;

    /**
     * @param offset the first byte to be read, below the length of the content
     * @param length how many bytes to read; the content has them
     * @return a stream that ends after these; the caller closes it
     * @throws java.nio.file.NoSuchFileException if there is no such key
     */
    InputStream read(String key, long offset, long length) throws IOException;

    /** Removes what is there; without effect if nothing is. */
    void delete(String key) throws IOException;

    /** There is no room. */
    final class StoreFull extends IOException {
        private static final long serialVersionUID = 1;

        StoreFull(String message) {
            super(message);
        }
    }
}
