package org.parley.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;
import java.util.UUID;

import org.apache.commons.io.input.BoundedInputStream;

/** In a folder of a disk, with two levels of folders by the first digits of the key. What is there is whole. */
final class DiskBlobs implements BlobStore {
    private static final String UNFINISHED = ".part";

    private final Path folder;
    private final long reserve;

    /** @param reserve bytes that are to stay free on the disk for everything else that lives there */
    DiskBlobs(Path folder, long reserve) {
        this.folder = folder;
        this.reserve = reserve;
    }

    @Override
    public void put(String key, Path content) throws IOException {
        Path target = path(key);
        if (Files.exists(target)) {
            return;
        }
        Files.createDirectories(target.getParent());
        sync(content);
        try {
            Files.createLink(target, content);
        } catch (FileAlreadyExistsException e) {
            // Somebody else has put the same in the meantime.
        } catch (UnsupportedOperationException | FileSystemException e) {
            copy(content, target);
        }
    }

    /** Where the file can't be given a second name, as it is on another disk. */
    private void copy(Path content, Path target) throws IOException {
        Room.require(target.getParent(), Files.size(content), reserve);
        Path unfinished = target.resolveSibling(target.getFileName() + "." + UUID.randomUUID() + UNFINISHED);
        try {
            Files.copy(content, unfinished);
            sync(unfinished);
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private static void sync(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    @Override
    public OptionalLong size(String key) throws IOException {
        try {
            return OptionalLong.of(Files.size(path(key)));
        } catch (NoSuchFileException e) {
            return OptionalLong.empty();
        }
    }

    @Override
    public InputStream read(String key, long offset, long length) throws IOException {
        FileChannel channel = FileChannel.open(path(key), StandardOpenOption.READ);
        try {
            channel.position(offset);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        return BoundedInputStream.builder()
                .setInputStream(Channels.newInputStream(channel))
                .setMaxCount(length)
                .get();
    }

    @Override
    public void delete(String key) throws IOException {
        Files.deleteIfExists(path(key));
    }

    private Path path(String key) {
        return folder.resolve(key.substring(0, 2)).resolve(key.substring(2, 4)).resolve(key);
    }
}
