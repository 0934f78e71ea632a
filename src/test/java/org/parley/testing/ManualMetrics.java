package org.parley.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * Whether the metrics of nodes are those of the manual. Both are compared in the way that the manual writes them, as
 * {@code parley_errors_total{code}}: with the names of the labels.
 */
public final class ManualMetrics {
    /** The tables of metrics: the page, and the heading above the table. */
    public enum Table {
        ALWAYS("monitoring.md", "## Metrics"),
        CHANNEL_MODE("monitoring.md", "## Channel mode"),
        KAFKA_MODE("monitoring.md", "## Kafka mode"),
        REDIS("redis.md", "## Metrics");

        private final String page;
        private final String heading;

        Table(String page, String heading) {
            this.page = page;
            this.heading = heading;
        }

        private Stream<String> names() {
            return section(page, heading).stream()
                    .filter(line -> line.startsWith("| `"))
                    .map(line -> line.substring(0, line.indexOf('|', 1)))
                    .flatMap(cell -> found(OWN, cell));
        }
    }

    private static final Path MANUAL = Path.of("src/site/markdown");
    private static final Pattern OWN = Pattern.compile("(?:parley|chat)_\\w+(?:\\{[\\w,]+})?");
    private static final Pattern ANY = Pattern.compile("(?:parley|chat|jvm|process|system)_\\w+");
    private static final Pattern SAMPLE = Pattern.compile("(\\w+)(?:\\{(.*)})? \\S+");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"[^\"]*\"");
    private static final Pattern PART_OF_SUMMARY = Pattern.compile("_(count|sum|max|bucket)\\b");

    private ManualMetrics() {}

    /** Asserts that nodes export all metrics of these tables, and none of their own that is in no table at all. */
    public static void assertAgreeWith(List<ApplicationServer> nodes, Table... tables) {
        Set<String> exported = nodes.stream()
                .flatMap(node -> samples(node).map(ManualMetrics::asInTheManual))
                .filter(name -> OWN.matcher(name).matches())
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> documented = names(List.of(tables));
        assertEquals(Set.of(), without(documented, exported), "documented, but not exported");
        assertEquals(Set.of(), without(exported, names(List.of(Table.values()))), "exported, but not documented");
    }

    /** Asserts that what alarms ask for is there, but for metrics of the table. */
    public static void assertAlarmsFindAllBut(Table elsewhere, ApplicationServer node) {
        Set<String> asked = section("monitoring.md", "## Alarms").stream()
                .flatMap(line -> found(ANY, line))
                .collect(Collectors.toCollection(TreeSet::new));
        asked.removeAll(names(List.of(elsewhere)));
        Set<String> there = samples(node).map(sample -> sample.group(1)).collect(Collectors.toSet());
        assertEquals(Set.of(), without(asked, there), "asked for by alarms, but not exported");
    }

    private static Set<String> names(Collection<Table> tables) {
        return tables.stream().flatMap(Table::names).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<MatchResult> samples(ApplicationServer node) {
        String metrics =
                ChatClientAccount.stranger(node.baseUri()).get("/metrics").body();
        return metrics.lines().filter(line -> !line.startsWith("#")).flatMap(line -> SAMPLE.matcher(line)
                .results());
    }

    private static String asInTheManual(MatchResult sample) {
        String labels = sample.group(2) == null
                ? ""
                : LABEL.matcher(sample.group(2))
                        .results()
                        .map(label -> label.group(1))
                        .filter(label -> !label.equals("le"))
                        .collect(Collectors.joining(","));
        String name = PART_OF_SUMMARY.matcher(sample.group(1)).replaceFirst("");
        return labels.isEmpty() ? name : name + "{" + labels + "}";
    }

    private static Set<String> without(Set<String> all, Set<String> some) {
        Set<String> rest = new TreeSet<>(all);
        rest.removeAll(some);
        return rest;
    }

    private static List<String> section(String page, String heading) {
        try {
            List<String> lines = Files.readAllLines(MANUAL.resolve(page));
            return lines.subList(lines.indexOf(heading) + 1, lines.size()).stream()
                    .takeWhile(line -> !line.startsWith("## "))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(MatchResult::group);
    }
}
