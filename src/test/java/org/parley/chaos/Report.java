package org.parley.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.parley.testing.ChatClientAccount;

/** What was done and what came of it: {@code report.md} to read, {@code runs.jsonl} with a line for each seed. */
final class Report {
    private static final int SHOWN = 10;
    private static final int KEPT = 200;

    private final Path folder;
    private final List<Result> results = new ArrayList<>();

    Report(Path folder) {
        this.folder = folder;
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void add(Result result) {
        results.add(result);
        try {
            Files.writeString(
                    folder.resolve("runs.jsonl"),
                    json(result) + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
            Files.writeString(folder.resolve("report.md"), markdown());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String json(Result result) {
        ObjectNode json = ChatClientAccount.JSON
                .createObjectNode()
                .put("seed", result.seed())
                .put("mode", result.mode().name())
                .put("bug", result.bug().name())
                .put("seconds", result.seconds())
                .put("sent", result.sent())
                .put("acknowledged", result.acknowledged())
                .put("stored", result.stored())
                .put("delivered", result.delivered())
                .put("violations", result.violations().size());
        ArrayNode faults = json.putArray("faults");
        result.faults().forEach(faults::add);
        ArrayNode details = json.putArray("details");
        result.violations().stream().limit(KEPT).forEach(violation -> details.addObject()
                .put("rule", violation.rule().name())
                .put("detail", violation.detail()));
        return json.toString();
    }

    private String markdown() {
        StringBuilder text = new StringBuilder("# Chaos\n\n");
        long violated = results.stream().filter(r -> !r.violations().isEmpty()).count();
        text.append(results.size())
                .append(" seeds, ")
                .append(violated)
                .append(" with violations.\n\n")
                .append(
                        "| seed | mode | bug | seconds | faults | sent | acknowledged | stored | delivered | violations |\n")
                .append("|---|---|---|---|---|---|---|---|---|---|\n");
        for (Result r : results) {
            text.append(String.format(
                    "| %d | %s | %s | %d | %d | %d | %d | %d | %d | %d |%n",
                    r.seed(),
                    r.mode(),
                    r.bug(),
                    r.seconds(),
                    r.faults().size(),
                    r.sent(),
                    r.acknowledged(),
                    r.stored(),
                    r.delivered(),
                    r.violations().size()));
        }
        results.forEach(result -> section(text, result));
        return text.toString();
    }

    private static void section(StringBuilder text, Result result) {
        text.append("\n## Seed ")
                .append(result.seed())
                .append(", ")
                .append(result.mode())
                .append("\n\n");
        result.faults().forEach(fault -> text.append("- ").append(fault).append('\n'));
        Map<Violation.Rule, List<Violation>> byRule = new EnumMap<>(Violation.Rule.class);
        result.violations().forEach(v -> byRule.computeIfAbsent(v.rule(), none -> new ArrayList<>())
                .add(v));
        byRule.forEach((rule, broken) -> {
            text.append("\n**Not kept, ")
                    .append(broken.size())
                    .append(" times: ")
                    .append(rule.promise())
                    .append("**\n\n");
            broken.stream()
                    .limit(SHOWN)
                    .forEach(v -> text.append("- ").append(v.detail()).append('\n'));
        });
    }
}
