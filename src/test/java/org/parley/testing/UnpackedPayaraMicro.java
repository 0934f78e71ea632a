package org.parley.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Payara Micro, unpacked once for all servers of a build, and an archive of the classes that it loads at a start (class
 * data sharing). A start takes a quarter less processor time than from the JAR, and writes no 100 MB.
 *
 * <p>The archive fits class paths that are spelled as when it was made, so each server has {@value #LAUNCHER} in a folder
 * {@value #ROOT} of its own, and starts it by that relative path.
 */
final class UnpackedPayaraMicro {
    static final String ROOT = "root";
    static final String LAUNCHER = "launch-micro.jar";

    /** To stop, and to write the archive meanwhile. */
    private static final Duration ARCHIVE_LIMIT = Duration.ofMinutes(5);

    private static final Duration UNPACK_LIMIT = Duration.ofSeconds(120);

    private final Path folder;

    private UnpackedPayaraMicro(Path folder) {
        this.folder = folder;
    }

    /**
     * Returns what the first caller of a build has unpacked; other callers, in other JVMs too, wait for it.
     *
     * @param jar Payara Micro; what was unpacked from an older one is made anew
     */
    static synchronized UnpackedPayaraMicro of(Path jar) {
        Path folder = Folders.target().resolve("payara-micro-unpacked");
        UnpackedPayaraMicro unpacked = new UnpackedPayaraMicro(folder);
        try (FileChannel lock = FileChannel.open(
                folder.resolveSibling("payara-micro-unpacked.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE)) {
            // Between JVMs; within one it would throw, so this method is synchronized.
            lock.lock();
            if (!unpacked.isNewerThan(jar)) {
                Folders.empty(folder);
                unpacked.unpack(jar);
                unpacked.archiveClasses();
            }
            return unpacked;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes a root folder with its configuration as it comes; its libraries are links to those of all. */
    void makeRoot(Path root) throws IOException {
        Folders.empty(root);
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                Path copy = root.resolve(folder.relativize(path).toString());
                if (isLibrary(path)) {
                    Files.createLink(copy, path);
                } else if (!path.equals(folder) && !path.equals(classes())) {
                    Files.copy(path, copy);
                }
            }
        }
    }

    private static boolean isLibrary(Path path) {
        String name = path.toString();
        return name.endsWith(".jar") || name.endsWith(".rar");
    }

    /** The archived classes. */
    Path classes() {
        return folder.resolve("classes.jsa");
    }

    private boolean isNewerThan(Path jar) throws IOException {
        return Files.exists(classes())
                && Files.getLastModifiedTime(classes()).compareTo(Files.getLastModifiedTime(jar)) > 0;
    }

    private void unpack(Path jar) throws IOException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + folder,
                "-jar",
                jar.toString(),
                "--rootDir",
                folder.toString(),
                "--outputlauncher");
        ServerProcess.start("unpacking Payara Micro", folder, folder.resolveSibling("unpacking.log"), command, Map.of())
                .awaitEnd(UNPACK_LIMIT);
    }

    private void archiveClasses() throws IOException {
        Path written = folder.resolveSibling("classes.jsa");
        Files.deleteIfExists(written);
        try (PayaraMicro first = new PayaraMicro("first", this, written)) {
            first.start();
            first.process.stop(ARCHIVE_LIMIT);
        }
        Files.move(written, classes());
    }
}
