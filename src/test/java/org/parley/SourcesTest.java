package org.parley;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Rules against injection that only the sources can be asked about. */
class SourcesTest {
    private static final Path JAVA = Path.of("src/main/java");
    private static final Path WEB = Path.of("src/main/webapp");

    private static final Pattern QUERY =
            Pattern.compile("\\.(?:createQuery|createNativeQuery|prepareStatement|prepareCall"
                    + "|executeQuery|executeUpdate|addBatch|(?<!xecutor\\.)execute)\\(");

    /** Constants and choices between literals, which are left out here: one of few texts, whatever a user sends. */
    private static final Pattern FIXED =
            Pattern.compile("(?:[\\s+()]|\\b[A-Z][A-Z0-9_]*\\b|\\w+(?:\\.\\w+\\(\\)|\\s[!=]=\\snull)?\\s*\\?\\s*:)*");

    private static final Pattern LITERAL = Pattern.compile("\"\"\"(?:[^\\\\]|\\\\.)*?\"\"\"|\"(?:[^\"\\\\]|\\\\.)*\"");

    /** What is built from the number of things that are asked for alone, each by a text of question marks. */
    private static final Pattern MARKS = Pattern.compile(
            "\\bpairs\\b|\\bmarks\\b|\\bbehind\\.stream\\(\\)\\.map\\(row -> COUNT_UNREAD\\)\\.collect\\(Collectors\\.joining\\(\\)\\)");

    private static final Pattern MARKS_MADE =
            Pattern.compile("String (?:pairs|marks) =\\s*[\\w.()]+\\.map\\(\\w+ -> \"[?(),]+\"\\)\\s*\\.collect\\(");

    /** Variables that hold nothing but literals of their own class, by class; looked at by hand. */
    private static final Set<String> LOOKED_AT = Set.of(
            "AccountChanges.java statement",
            "Contacts.java query",
            "OpenConversation.java rows",
            "RetentionStore.java table");

    /** Classes that put their queries together of constants and question marks, which this test can't judge; looked at by hand. */
    private static final Set<String> NOT_JUDGED =
            Set.of("ConversationLocks.java", "PresentState.java", "Reactions.java", "Search.java", "SearchIndex.java");

    private static final Pattern NO_ARGUMENT = Pattern.compile("\\s*\\)");

    private static final Pattern MARKUP = Pattern.compile(
            "innerHTML|outerHTML|insertAdjacentHTML|document\\.write|srcdoc"
                    + "|createContextualFragment|DOMParser|setHTMLUnsafe|parseHTMLUnsafe|\\beval\\(|new Function\\b"
                    + "|setTimeout\\(\\s*['\"`]|setInterval\\(\\s*['\"`]|javascript:|\\.style\\.cssText|import\\(\\s*[^'\"\\s]");

    private static final Pattern INLINE = Pattern.compile(
            "<script(?![^>]*\\bsrc=)|<style|\\son[a-z]+\\s*=|\\sstyle\\s*=|(?:src|href)=\"(?:https?:)?//");

    @Test
    void whatADatabaseIsAskedIsNeverBuiltFromWhatUsersSend() throws IOException {
        List<String> faults = new ArrayList<>();
        for (Path file : files(JAVA, ".java")) {
            String source = Files.readString(file);
            Matcher query = QUERY.matcher(source);
            while (query.find()) {
                if (isBuilt(source, query.end()) && !lookedAt(file, source, query.end())) {
                    faults.add(place(file, source, query.start()));
                }
            }
        }
        assertEquals(List.of(), faults, "queries that are neither literals nor constants");
    }

    private static boolean lookedAt(Path file, String source, int from) {
        String rest =
                LITERAL.matcher(firstArgument(source, from)).replaceAll("").replaceAll("[\\s+]", "");
        return NOT_JUDGED.contains(file.getFileName().toString())
                || LOOKED_AT.contains(file.getFileName() + " " + rest);
    }

    private static boolean isBuilt(String source, int from) {
        if (NO_ARGUMENT.matcher(source).region(from, source.length()).lookingAt()) {
            return false;
        }
        String text = LITERAL.matcher(firstArgument(source, from)).replaceAll("");
        boolean marks = MARKS_MADE.matcher(source).find() || text.contains("COUNT_UNREAD");
        return !FIXED.matcher(marks ? MARKS.matcher(text).replaceAll("") : text).matches();
    }

    private static String firstArgument(String source, int from) {
        int depth = 0;
        Matcher literal = LITERAL.matcher(source);
        for (int i = from; i < source.length(); i++) {
            char c = source.charAt(i);
            if (c == '"' && literal.find(i) && literal.start() == i) {
                i = literal.end() - 1;
            } else if (c == '(') {
                depth++;
            } else if (c == ')' && depth-- == 0 || c == ',' && depth == 0) {
                return source.substring(from, i);
            }
        }
        throw new IllegalArgumentException("no end of " + source.substring(from));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"SELECT u FROM User u WHERE u.name = '\" + name + \"'\", User.class)",
                "\"SELECT u FROM User u ORDER BY \" + order)",
                "\"SELECT \" + text(name))",
                "sql)",
                "\"SELECT \" + (some ? order : \"x\"))",
                "\"SELECT \" + (some ? \"x\" : order))",
                "String.format(\"SELECT %s\", name))",
                "\"SELECT '%s'\".formatted(name))"
            })
    void aQueryThatIsBuiltFromAVariableIsFound(String arguments) {
        assertTrue(isBuilt(arguments, 0), arguments);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"SELECT u FROM User u WHERE u.name = :name\", User.class)",
                "SELECT + \"u.id IN (:ids)\")",
                "\"SELECT \\\"x\\\", (1)\"\n + \" FROM y\")",
                "CLAIM)",
                "\"SELECT x\" + (name.isPresent() ? \" WHERE y = :y\" : \"\"))",
                ")"
            })
    void aFixedQueryIsNot(String arguments) {
        assertFalse(isBuilt(arguments, 0), arguments);
    }

    @Test
    void theWebClientNeverMakesMarkupOrCodeOfText() throws IOException {
        assertNowhere(MARKUP, files(WEB, ".js"));
    }

    @Test
    void pagesHaveNoScriptOrStyleInLineOrFromElsewhere() throws IOException {
        assertNowhere(INLINE, files(WEB, ".html"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.innerHTML = text",
                "document.write(text)",
                "eval(text)",
                "setTimeout('x()', 1)",
                "import(name)"
            })
    void markupOrCodeOfTextIsFound(String line) {
        assertTrue(MARKUP.matcher(line).find(), line);
    }

    private static void assertNowhere(Pattern forbidden, List<Path> files) throws IOException {
        assertFalse(files.isEmpty());
        List<String> faults = new ArrayList<>();
        for (Path file : files) {
            String source = Files.readString(file);
            Matcher fault = forbidden.matcher(source);
            while (fault.find()) {
                faults.add(place(file, source, fault.start()));
            }
        }
        assertEquals(List.of(), faults);
    }

    private static List<Path> files(Path folder, String ending) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(file -> file.toString().endsWith(ending)).sorted().toList();
        }
    }

    private static String place(Path file, String source, int position) {
        long line = source.substring(0, position).lines().count();
        return file + ":" + line + " "
                + source.substring(position).lines().findFirst().orElse("");
    }
}
