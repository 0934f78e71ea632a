package org.parley.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;

/** A table of the manual that shows the transitions of a state machine. */
public final class ManualTable {
    private static final Path MANUAL = Path.of("src/site/markdown/permissions.md");

    private ManualTable() {}

    /** Returns the cells that are not empty below a heading, as {@code "from step"} and where it leads. */
    public static Map<String, String> below(String heading) {
        List<String> lines;
        try {
            lines = Files.readAllLines(MANUAL);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> transitions = new LinkedHashMap<>();
        List<String> head = List.of();
        for (String line : lines.subList(lines.indexOf("## " + heading) + 1, lines.size())) {
            if (line.startsWith("## ")) {
                break;
            }
            if (line.startsWith("| from")) {
                head = cells(line);
            } else if (line.startsWith("| ")) {
                List<String> row = cells(line);
                for (int i = 1; i < head.size(); i++) {
                    if (!row.get(i).isEmpty()) {
                        transitions.put(row.get(0) + " " + head.get(i), row.get(i));
                    }
                }
            }
        }
        return transitions;
    }

    /** Returns the same of all states and steps of the code, where a null means that a step can't be made. */
    public static <S extends Enum<S>, T extends Enum<T>> Map<String, String> of(
            S[] states, T[] steps, BiFunction<S, T, S> after) {
        Map<String, String> transitions = new LinkedHashMap<>();
        for (S state : states) {
            for (T step : steps) {
                S next = after.apply(state, step);
                if (next != null) {
                    transitions.put(words(state) + " " + words(step), words(next));
                }
            }
        }
        return transitions;
    }

    private static List<String> cells(String line) {
        return Arrays.stream(line.substring(1, line.lastIndexOf('|')).split("\\|", -1))
                .map(String::strip)
                .toList();
    }

    private static String words(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
