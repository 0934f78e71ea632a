package org.parley.benchmark;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** How a server does over time: a line of JSON for each moment at once, and a drawing of all of them. */
final class Series {
    private static final int WIDTH = 800;
    private static final int HEIGHT = 240;
    private static final int MARGIN = 50;

    private record Moment(double minute, double heap, double resident, double ack, double delivery) {}

    private final Path lines;
    private final Path drawing;
    private final PrintWriter out;
    private final List<Moment> moments = new ArrayList<>();

    /** @param name of both files, without their endings */
    Series(Path folder, String name, PrintWriter out) throws IOException {
        Files.createDirectories(folder);
        this.lines = folder.resolve(name + ".jsonl");
        this.drawing = folder.resolve(name + ".svg");
        this.out = out;
    }

    /**
     * @param heap in use after a collection, in MB
     * @param resident of the server's process, in MB
     * @param ack 99th percentile since the moment before, in milliseconds
     * @param delivery the same, from sending to delivery
     */
    void add(double minute, double heap, double resident, double ack, double delivery) {
        Moment moment = new Moment(minute, heap, resident, ack, delivery);
        moments.add(moment);
        String line = String.format(
                Locale.ROOT,
                "{\"minute\":%.2f,\"heapMb\":%.1f,\"residentMb\":%.1f,\"ackP99Ms\":%.2f,\"deliveryP99Ms\":%.2f}",
                minute,
                heap,
                resident,
                ack,
                delivery);
        out.println("  " + line);
        try {
            Files.writeString(lines, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            Files.writeString(drawing, svg());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How much the heap grew from its lowest in the first third to its lowest in the last, in MB. */
    double growth() {
        int third = Math.max(1, moments.size() / 3);
        return lowest(moments.subList(moments.size() - third, moments.size())) - lowest(moments.subList(0, third));
    }

    private static double lowest(List<Moment> some) {
        return some.stream().mapToDouble(Moment::heap).min().orElse(0);
    }

    Path drawing() {
        return drawing;
    }

    private String svg() {
        double minutes = moments.get(moments.size() - 1).minute();
        double most = moments.stream().mapToDouble(Moment::heap).max().orElse(1) * 1.2;
        String points = moments.stream()
                .map(moment -> String.format(
                        Locale.ROOT,
                        "%.1f,%.1f",
                        MARGIN + moment.minute() / minutes * (WIDTH - 2 * MARGIN),
                        HEIGHT - MARGIN - moment.heap() / most * (HEIGHT - 2 * MARGIN)))
                .collect(Collectors.joining(" "));
        return String.format(
                Locale.ROOT,
                "<svg xmlns='http://www.w3.org/2000/svg' width='%1$d' height='%2$d' font-family='sans-serif' "
                        + "font-size='12'><rect width='100%%' height='100%%' fill='white'/>"
                        + "<path d='M%3$d %3$d V%4$d H%5$d' fill='none' stroke='gray'/>"
                        + "<polyline points='%6$s' fill='none' stroke='steelblue' stroke-width='2'/>"
                        + "<text x='%3$d' y='%7$d'>heap after collection: up to %8$.0f MB</text>"
                        + "<text x='%5$d' y='%9$d' text-anchor='end'>%10$.0f minutes</text></svg>%n",
                WIDTH,
                HEIGHT,
                MARGIN,
                HEIGHT - MARGIN,
                WIDTH - MARGIN,
                points,
                MARGIN - 12,
                most / 1.2,
                HEIGHT - MARGIN + 20,
                minutes);
    }
}
