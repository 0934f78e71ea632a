package org.parley.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What the operating system accounts to processes. */
final class Processes {
    /** Of /proc, the same on every Linux whatever the kernel's own clock. */
    private static final long MICROS_PER_TICK = 10_000;

    private Processes() {}

    /** @return microseconds of user and system time of this process alone */
    static long ownCpuMicros(long process) {
        return ticks(process) * MICROS_PER_TICK;
    }

    /** @return microseconds of user and system time of this process and all those that it started */
    static long cpuMicros(long process) {
        Stream<Long> tree = Stream.concat(
                Stream.of(process),
                ProcessHandle.of(process).stream()
                        .flatMap(ProcessHandle::descendants)
                        .map(ProcessHandle::pid));
        return tree.mapToLong(Processes::ticks).sum() * MICROS_PER_TICK;
    }

    private static long ticks(long process) {
        return ticks(read(process, "stat"));
    }

    private static long ticks(String stat) {
        // The name, in parentheses, may hold spaces.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }

    /** @return microseconds that the compilers of a JVM have used */
    static long compilerMicros(long process) {
        try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(process), "task"))) {
            return threads.flatMap(thread -> readIfAlive(thread.resolve("stat")))
                            .filter(stat -> stat.contains("CompilerThre"))
                            .mapToLong(Processes::ticks)
                            .sum()
                    * MICROS_PER_TICK;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return the resident memory in kB */
    static long residentKilobytes(long process) {
        return read(process, "status")
                .lines()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    /** @return the soft limit of open files */
    static long fileLimit(long process) {
        return read(process, "limits")
                .lines()
                .filter(line -> line.startsWith("Max open files"))
                .map(line -> line.split("\\s+")[3])
                .mapToLong(limit -> limit.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(limit))
                .findFirst()
                .orElseThrow();
    }

    /** Collects the garbage of a JVM. @return its heap in use afterwards, in kB */
    static long heapAfterCollection(long process) {
        jcmd(process, "GC.run");
        jcmd(process, "GC.run");
        return jcmd(process, "GC.heap_info")
                .lines()
                // One line for the whole heap, or one for each generation, whichever the collector is.
                .filter(line -> line.matches(".*(heap|generation|Gen) .*used \\d+K.*"))
                .mapToLong(line -> Long.parseLong(line.replaceAll(".*used (\\d+)K.*", "$1")))
                .sum();
    }

    static String jcmd(long process, String... command) {
        try {
            String[] line = Stream.concat(
                            Stream.of(
                                    Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                            .toString(),
                                    Long.toString(process)),
                            Stream.of(command))
                    .toArray(String[]::new);
            Process jcmd = new ProcessBuilder(line).redirectErrorStream(true).start();
            String output = new String(jcmd.getInputStream().readAllBytes());
            if (!jcmd.waitFor(60, TimeUnit.SECONDS) || jcmd.exitValue() != 0) {
                throw new IllegalStateException("jcmd failed: " + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A thread may have ended since it was listed, as compilers do that have nothing to do. */
    private static Stream<String> readIfAlive(Path file) {
        try {
            return Stream.of(Files.readString(file));
        } catch (IOException e) {
            return Stream.empty();
        }
    }

    private static String read(long process, String file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process), file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
