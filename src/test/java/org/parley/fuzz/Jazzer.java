package org.parley.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A search of Jazzer, in a process of its own: it instruments what it loads. {@code mvn -Pfuzz} runs one for each target.
 * What it learns is kept in {@code target/fuzz} and used by the next search; an input that is parsed wrongly is left
 * there, too, and belongs into {@code src/test/resources/fuzz} when it is mended.
 */
final class Jazzer {
    private static final int TO_START_AND_END_SECONDS = 120;
    private static final int LONGEST_INPUT = 4_096;

    private final Path folder;
    private final String target;
    private final int seconds;

    /** @param target the name of one, or {@code all} */
    Jazzer(Path folder, String target, int seconds) {
        this.folder = folder;
        this.target = target;
        this.seconds = seconds;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int seconds = Integer.getInteger("seconds", 60);
        Path folder =
                Path.of(System.getProperty("parley.target", "target"), "fuzz").toAbsolutePath();
        List<String> failed = new ArrayList<>();
        for (Target target : Target.values()) {
            System.out.println("Fuzzing " + target + " for " + seconds + " s");
            if (new Jazzer(folder, target.name(), seconds).run(ProcessBuilder.Redirect.INHERIT) != 0) {
                failed.add(target.name());
            }
        }
        System.out.println(failed.isEmpty() ? "Nothing was found." : "Found something: " + failed);
        System.exit(failed.isEmpty() ? 0 : 1);
    }

    /** Returns the exit code: 0 if nothing was found. */
    int run(ProcessBuilder.Redirect output) throws IOException, InterruptedException {
        Path learned = Files.createDirectories(folder.resolve(target.toLowerCase(java.util.Locale.ROOT)));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-Dfuzz.target=" + target,
                "-classpath",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + JazzerTarget.class.getName(),
                "--instrumentation_includes=org.parley.**",
                "--custom_hook_includes=org.parley.**",
                "-max_total_time=" + seconds,
                "-max_len=" + LONGEST_INPUT,
                learned.toString()));
        command.addAll(examples());
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();
        try {
            if (!process.waitFor(seconds + TO_START_AND_END_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the search does not end");
            }
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    /** All that is kept; for a search of all targets as it is chosen there, by its first byte. */
    private List<String> examples() throws IOException {
        if (!target.equals("all")) {
            return List.of(Target.valueOf(target).corpus().toString());
        }
        Path together = Files.createDirectories(folder.resolve("examples"));
        for (Target each : Target.values()) {
            try (Stream<Path> files = Files.list(each.corpus())) {
                for (Path file : files.toList()) {
                    byte[] input = Files.readAllBytes(file);
                    byte[] chosen = new byte[input.length + 1];
                    chosen[0] = (byte) each.ordinal();
                    System.arraycopy(input, 0, chosen, 1, input.length);
                    Files.write(together.resolve(each.folder() + "-" + file.getFileName()), chosen);
                }
            }
        }
        return List.of(together.toString());
    }
}
