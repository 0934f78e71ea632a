package org.parley.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import org.parley.chaos.Evidence.Testimony;

/** Keeps what a verdict was based on, so that somebody can look at it: the plan, the histories, the log, the servers' logs. */
final class Archive {
    /** What is not there is null. */
    private static final class OptionalSerializer extends StdSerializer<Optional<?>> {
        private static final long serialVersionUID = 1;

        OptionalSerializer() {
            super(Optional.class, false);
        }

        @Override
        public void serialize(Optional<?> value, JsonGenerator generator, SerializerProvider provider)
                throws IOException {
            provider.defaultSerializeValue(value.orElse(null), generator);
        }
    }

    private static final ObjectMapper JSON =
            new ObjectMapper().registerModule(new SimpleModule().addSerializer(new OptionalSerializer()));

    private final Path folder;

    /** @param folder is made, and what was in it before is written over */
    Archive(Path folder) {
        this.folder = folder;
    }

    void keep(Plan plan, Result result, Evidence evidence, Installation installation) {
        try {
            Files.createDirectories(folder);
            verdict(plan, result);
            lines("log.jsonl", evidence.log());
            lines("members.jsonl", evidence.members());
            for (Testimony testimony : evidence.testimonies()) {
                history(testimony);
            }
            for (String topic : installation.topics()) {
                Files.write(folder.resolve(topic + ".txt"), installation.records(topic));
            }
            for (var log : installation.logs().entrySet()) {
                Files.writeString(folder.resolve(log.getKey() + ".log"), log.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void verdict(Plan plan, Result result) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("Times in the histories are nanoseconds; " + System.nanoTime() + " is " + Instant.now());
        lines.add("planned:");
        plan.faults().forEach(fault -> lines.add("  " + fault));
        lines.add("done:");
        result.faults().forEach(fault -> lines.add("  " + fault));
        lines.add("violations:");
        result.violations().forEach(violation -> lines.add("  " + violation.rule() + " " + violation.detail()));
        Files.write(folder.resolve("verdict.txt"), lines);
    }

    private void history(Testimony testimony) throws IOException {
        String user = testimony.user();
        lines(user + "-sent.jsonl", testimony.sent());
        lines(user + "-commands.jsonl", testimony.commands());
        lines(user + "-live.jsonl", testimony.live());
        lines(user + "-pages.jsonl", testimony.pages());
        lines(user + "-summaries.jsonl", testimony.summaries());
        lines(user + "-told.jsonl", testimony.told());
        lines(user + "-moved.jsonl", testimony.moved());
        lines(user + "-anew.jsonl", testimony.anew());
        lines(user + "-outside.jsonl", testimony.outside());
        lines(user + "-resumed.jsonl", testimony.resumed());
    }

    private void lines(String file, Collection<?> records) throws IOException {
        List<String> lines = new ArrayList<>();
        for (Object one : records) {
            lines.add(JSON.writeValueAsString(one));
        }
        Files.write(folder.resolve(file), lines);
    }
}
