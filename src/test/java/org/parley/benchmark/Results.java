package org.parley.benchmark;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What was measured: a line of JSON for each value at once, and a table of the medians at the end. */
final class Results {
    private final Map<Measure, List<Double>> values = new LinkedHashMap<>();
    private final Path file;
    private final String name;
    private final PrintWriter out;

    Results(Path folder, PrintWriter out) throws IOException {
        Files.createDirectories(folder);
        this.name = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString().replace(":", "");
        this.file = folder.resolve(name + ".jsonl");
        this.out = out;
    }

    Path file() {
        return file;
    }

    /** @return the name of the file without its ending */
    String name() {
        return name;
    }

    void add(Measure measure, double value) {
        List<Double> ofMeasure = values.computeIfAbsent(measure, m -> new ArrayList<>());
        ofMeasure.add(value);
        String line = String.format(
                Locale.ROOT,
                "{\"at\":\"%s\",\"part\":\"%s\",\"measure\":\"%s\",\"unit\":\"%s\",\"run\":%d,\"value\":%.3f}%n",
                Instant.now(),
                measure.part(),
                measure.name(),
                measure.unit(),
                ofMeasure.size(),
                value);
        try {
            Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        out.printf(Locale.ROOT, "  %s: %s %s%n", measure.name(), number(value), measure.unit());
        out.flush();
    }

    void printTable() {
        String row = "| %-4s | %-48s | %10s | %-21s | %9s | %9s | %-6s |%n";
        out.printf(row, "part", "measure", "median", "min to max", "must", "aim", "");
        out.printf(row, "---", "---", "---:", "---", "---:", "---:", "---");
        values.forEach((measure, all) -> {
            double[] sorted =
                    all.stream().mapToDouble(Double::doubleValue).sorted().toArray();
            Optional<Target> target = Target.of(measure, Site.inKafkaMode());
            double median = sorted[sorted.length / 2];
            out.printf(
                    row,
                    measure.part(),
                    measure.name() + ", " + measure.unit(),
                    number(median),
                    number(sorted[0]) + " to " + number(sorted[sorted.length - 1]),
                    target.map(Target::must).map(Results::number).orElse(""),
                    target.map(Target::aim).map(Results::number).orElse(""),
                    target.map(t -> t.verdict(median)).orElse(""));
        });
        out.flush();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value >= 100 ? "%,.0f" : value >= 10 ? "%.1f" : "%.2f", value);
    }
}
