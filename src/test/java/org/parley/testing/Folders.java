package org.parley.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import com.mysql.cj.jdbc.MysqlDataSource;

/** Where the build has put things, and where the servers of a test may write. */
public final class Folders {
    private Folders() {}

    /** Maven's build folder. Nothing is written outside it. */
    static Path target() {
        return Path.of(System.getProperty("parley.target", "target")).toAbsolutePath();
    }

    /** Where servers write. Each of the JVMs that run tests at the same time has a folder of its own. */
    public static Path services() {
        String set = System.getProperty("parley.services");
        return set == null ? target().resolve("services") : Path.of(set);
    }

    /** The folder of the browser's packages and of the web client's own tests. */
    static Path web() {
        return Path.of(System.getProperty("parley.web", "src/test/web")).toAbsolutePath();
    }

    /** Returns the path that a system property names, or the default if it is not set; the file must exist. */
    static Path prepared(String property, Path otherwise) {
        String set = System.getProperty(property);
        Path path = set == null || set.isBlank() ? otherwise : Path.of(set).toAbsolutePath();
        if (!Files.exists(path)) {
            throw new IllegalStateException(
                    path + " is missing. 'mvn clean verify' prepares it; or name another with -D" + property);
        }
        return path;
    }

    /** The JDBC driver for MySQL and MariaDB, for servers that hold a data source of their own. */
    static Path connector() {
        try {
            return Path.of(MysqlDataSource.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (java.net.URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Deletes a folder with all that it holds and makes it anew, empty. */
    static void empty(Path folder) throws IOException {
        delete(folder);
        Files.createDirectories(folder);
    }

    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> deepestFirst;
        try (Stream<Path> all = Files.walk(folder)) {
            deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.deleteIfExists(path);
        }
    }

    /** Copies a folder with all that it holds, to where there is none or an empty one. */
    public static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                Path target = to.resolve(from.relativize(path).toString());
                if (!Files.isDirectory(target)) {
                    Files.copy(path, target, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }

    static String text(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
