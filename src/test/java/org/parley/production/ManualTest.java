package org.parley.production;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What is written can be followed. */
class ManualTest {
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern FILE = Pattern.compile(
            "`((?:src|docker|server-config)/[\\w./-]+)`|(?:^|\\s)((?:docker|server-config)/[\\w./-]+\\w)");

    @Test
    void every_link_leads_somewhere() throws IOException {
        List<String> dead = new ArrayList<>();
        int links = 0;
        for (Path page : pages()) {
            Matcher link = LINK.matcher(Files.readString(page));
            while (link.find()) {
                links++;
                if (!leads(page, link.group(1))) {
                    dead.add(page + ": " + link.group(1));
                }
            }
        }

        assertEquals(List.of(), dead);
        assertTrue(links > 20, links + " links");
    }

    @Test
    void every_file_that_is_named_is_there() throws IOException {
        List<String> missing = new ArrayList<>();
        for (Path page : pages()) {
            Matcher file = FILE.matcher(Files.readString(page));
            while (file.find()) {
                String name = file.group(1) != null ? file.group(1) : file.group(2);
                // What the reader makes of an example; the beginning of the name of a record.
                if (!name.equals("docker/.env") && !exists(Path.of(name))) {
                    missing.add(page + ": " + name);
                }
            }
        }

        assertEquals(List.of(), missing);
    }

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(Path.of("README.md"), Path.of("CHANGELOG.md")));
        for (String folder : List.of("src/site/markdown", "src/adr")) {
            try (Stream<Path> files = Files.list(Path.of(folder))) {
                files.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
            }
        }
        return pages;
    }

    private static boolean exists(Path file) throws IOException {
        try (Stream<Path> siblings = Files.list(file.getParent())) {
            return siblings.anyMatch(other ->
                    other.getFileName().toString().startsWith(file.getFileName().toString()));
        }
    }

    private static boolean leads(Path page, String link) throws IOException {
        if (link.matches("https?:.*")) {
            return true;
        }
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty()
                ? page
                : page.toAbsolutePath().getParent().resolve(parts[0]).normalize();
        return Files.exists(target) && (parts.length < 2 || anchors(target).contains(parts[1]));
    }

    /** The names that headings have where the pages are read. */
    private static List<String> anchors(Path page) throws IOException {
        return Files.readAllLines(page).stream()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("#+\\s*", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\w\\s-]", "")
                        .strip()
                        .replace(' ', '-'))
                .toList();
    }
}
