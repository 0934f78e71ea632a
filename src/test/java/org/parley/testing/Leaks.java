package org.parley.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What no log may tell: tokens, passwords, keys, and what people write to each other. */
final class Leaks {
    private static final int SHORTEST_SECRET = 8;
    private static final int SHOWN = 20;

    /** What people say in the tests, in words that nobody would log for another reason. */
    private static final List<String> SAID = List.of(
            "something said",
            "she is gone",
            "where are you?",
            "are you there?",
            "hello, carol",
            "let me in",
            "still here",
            "welcome to the team",
            "among us");

    private static final Map<String, Pattern> FORMS = new LinkedHashMap<>();

    static {
        form("an access token", "eyJ[\\w-]{8,}\\.eyJ[\\w-]{8,}\\.");
        form("a token in a sub-protocol", "bearer\\.[\\w-]{8,}");
        form("a bearer token", "(?i)bearer\\s+[\\w-]{16,}");
        form("a refresh token", "(?<![\\w.-])[\\w-]{22}\\.[\\w-]{43}(?![\\w.-])");
        form("a cookie", "parley_refresh=[^;\\s]");
        form("a private key", "\"d\"\\s*:\\s*\"|PRIVATE KEY");
        form("a password", "\"password\"\\s*:|Password is");
        form("a password", Pattern.quote(ChatClientAccount.PASSWORD));
        form("a message", "\"text\"\\s*:\\s*\"|Text\\[text=");
        SAID.forEach(words -> form("a message", Pattern.quote(words)));
    }

    private Leaks() {}

    private static void form(String what, String pattern) {
        FORMS.put(what + " like " + pattern, Pattern.compile(pattern));
    }

    /**
     * Reads all logs below a folder.
     *
     * @param secrets what must not be in them either; short ones are not looked for
     * @return for each line with a secret, the file, the line's number and what it tells, and nothing of the line
     */
    static List<String> in(Path folder, Collection<String> secrets) {
        List<String> leaks = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Leaks::isLog).sorted().toList()) {
                read(file, secrets, leaks);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return leaks;
    }

    private static boolean isLog(Path file) {
        return file.getFileName().toString().matches(".*\\.log([._-].*)?") && Files.isRegularFile(file);
    }

    // As ISO 8859-1, which any bytes are.
    private static void read(Path file, Collection<String> secrets, List<String> leaks) throws IOException {
        try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
            int[] number = {0};
            lines.forEach(line -> {
                number[0]++;
                if (leaks.size() < SHOWN) {
                    told(line, secrets, file + ":" + number[0], leaks);
                }
            });
        }
    }

    private static void told(String line, Collection<String> secrets, String place, List<String> leaks) {
        FORMS.forEach((what, form) -> {
            if (form.matcher(line).find()) {
                leaks.add(place + " tells " + what);
            }
        });
        for (String secret : secrets) {
            if (secret.length() >= SHORTEST_SECRET && line.contains(secret)) {
                leaks.add(place + " tells a secret setting");
            }
        }
    }
}
