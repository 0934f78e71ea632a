package org.parley.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * {@code mvn -Pchaos}: seed after seed. Ends with exit code 0 if no promise was broken, or, if a bug was planted, if it
 * was found; with 1 otherwise.
 */
final class Chaos {
    private static final Logger LOG = Logger.getLogger(Chaos.class.getName());

    /** After so long the installation is made anew, before its database is full for good. */
    private static final Duration LIFE_OF_AN_INSTALLATION = Duration.ofMinutes(10);

    private Chaos() {}

    public static void main(String[] arguments) {
        List<Long> seeds = seeds(System.getProperty("seeds", "1"));
        Mode mode = Mode.valueOf(System.getProperty("mode", "channel").toUpperCase(Locale.ROOT));
        Bug bug = Bug.valueOf(
                System.getProperty("bug", "none").toUpperCase(Locale.ROOT).replace('-', '_'));
        Duration lasts = Duration.ofMillis((long) (Double.parseDouble(System.getProperty("minutes", "5")) * 60_000));
        List<Plan> plans = seeds.stream()
                .map(seed -> Plan.of(seed, mode, lasts, kinds(System.getProperty("faults", ""), mode, bug)))
                .toList();
        int together = (int) Math.max(1, LIFE_OF_AN_INSTALLATION.dividedBy(lasts));
        boolean broken = run(plans, together, mode, bug);
        System.exit(broken == (bug == Bug.NONE) ? 1 : 0);
    }

    /** @param together so many plans have an installation in common */
    private static boolean run(List<Plan> plans, int together, Mode mode, Bug bug) {
        Report report = new Report(Path.of(System.getProperty("parley.target", "target"), "chaos"));
        boolean broken = false;
        for (int from = 0; from < plans.size(); from += together) {
            String name = "chaos-" + mode.name().toLowerCase(Locale.ROOT);
            try (Installation installation = new Installation(name, mode, bug).start(bug)) {
                for (Plan plan : plans.subList(from, Math.min(plans.size(), from + together))) {
                    Result result = new Run(plan, installation).result(bug);
                    report.add(result);
                    LOG.log(Level.INFO, "seed {0}: {1} acknowledged, {2} violations", new Object[] {
                        plan.seed(), result.acknowledged(), result.violations().size()
                    });
                    broken |= bug.isFoundBy(result.violations());
                    if (broken && bug != Bug.NONE) {
                        return true;
                    }
                }
            }
        }
        return broken;
    }

    /** Such as {@code NODE_KILLED,DATABASE_FULL}; if it is empty, those that bring the bug to light, or all. */
    private static List<Fault.Kind> kinds(String text, Mode mode, Bug bug) {
        return text.isBlank()
                ? bug.faults(mode)
                : Stream.of(text.split(",")).map(Fault.Kind::valueOf).toList();
    }

    /** Such as {@code 7} or {@code 1-100}. */
    static List<Long> seeds(String text) {
        String[] ends = text.split("-", 2);
        return LongStream.rangeClosed(Long.parseLong(ends[0]), Long.parseLong(ends[ends.length - 1]))
                .boxed()
                .toList();
    }
}
