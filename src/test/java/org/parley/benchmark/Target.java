package org.parley.benchmark;

import java.util.Map;
import java.util.Optional;

/**
 * What a measured value is to reach.
 *
 * @param must the value that must be reached
 * @param aim the value that is aimed at
 */
record Target(double must, double aim) {
    private static final Map<String, Target> IN_CHANNEL_MODE = Map.ofEntries(
            Map.entry("idle: idle connection of 10,000", new Target(40, 15)),
            Map.entry("s1: messages a second", new Target(6_000, 12_000)),
            Map.entry("s1: CPU a message", new Target(250, 100)),
            Map.entry("s1: CPU a message, database", new Target(50, 30)),
            Map.entry("s2: end to end, p50", new Target(3, 1.5)),
            Map.entry("s2even: end to end, p50", new Target(3, 1.5)),
            Map.entry("s2: end to end, p99", new Target(25, 10)),
            Map.entry("s2even: end to end, p99", new Target(25, 10)),
            Map.entry("s2: CPU a message", new Target(600, 300)),
            Map.entry("s2even: CPU a message", new Target(600, 300)),
            Map.entry("s3: CPU a delivery", new Target(40, 15)),
            Map.entry("group: 5,000 members, 1,000 connected: last has it", new Target(250, 80)),
            Map.entry("history: newest page of 1,000,000, p50", new Target(3, 1.5)),
            Map.entry("history: middle page of 1,000,000, p50", new Target(3, 1.5)),
            Map.entry("history: newest page, 1,000,000 against 10,000", new Target(1.3, 1.1)),
            Map.entry("history: middle page, 1,000,000 against 10,000", new Target(1.3, 1.1)));

    private static final Map<String, Target> IN_KAFKA_MODE = Map.of(
            "s1: messages a second", new Target(4_000, 8_000),
            "s1: CPU a message", new Target(450, 200),
            "s2: ack, p50", new Target(5, 2),
            "s2: end to end, p50", new Target(15, 6),
            "s2: end to end, p99", new Target(60, 25),
            "outage: all stored and delivered after its return", new Target(30, 10));

    /** @return empty if nothing is demanded of this measure in this mode */
    static Optional<Target> of(Measure measure, boolean inKafkaMode) {
        return Optional.ofNullable(
                (inKafkaMode ? IN_KAFKA_MODE : IN_CHANNEL_MODE).get(measure.part() + ": " + measure.name()));
    }

    /** @return which of the two a value reaches */
    String verdict(double value) {
        return reaches(value, aim) ? "aim" : reaches(value, must) ? "must" : "MISSED";
    }

    /** More is better where the aim is more than the must. */
    private boolean reaches(double value, double target) {
        return aim > must ? value >= target : value <= target;
    }
}
