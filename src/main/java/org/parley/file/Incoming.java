package org.parley.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that has come in whole and is nobody's yet. It is gone when this is closed. */
public record Incoming(Path path, String name, String key, long size) implements AutoCloseable {
    @Override
    public void close() throws IOException {
        Files.deleteIfExists(path);
    }
}
