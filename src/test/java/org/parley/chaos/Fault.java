package org.parley.chaos;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Something that goes wrong, for a while.
 *
 * @param at when, from the beginning of the run
 * @param lasts for how long, at least
 * @param node which node it hits, counted from 0, if it hits a node
 */
record Fault(Duration at, Duration lasts, Kind kind, int node) {

    /** What a fault is done to. At most one fault at a time is done to the same. */
    enum Target {
        NODE,
        CLOCK,
        CLIENTS,
        DATABASE,
        KAFKA,
        REDIS
    }

    enum Kind {
        NODE_KILLED(Target.NODE, 3, 40),
        NODE_PAUSED(Target.NODE, 2),
        NODE_STOPPED(Target.NODE, 1, 40),
        ALL_NODES_RESTARTED(Target.NODE, 1, 60),
        CLOCK_AHEAD(Target.CLOCK, 1),
        CLOCK_BEHIND(Target.CLOCK, 1),
        CLIENTS_CUT(Target.CLIENTS, 2),
        CLIENTS_SILENT(Target.CLIENTS, 2),
        CLIENTS_DELAYED(Target.CLIENTS, 1),
        CLIENTS_THROTTLED(Target.CLIENTS, 1),
        CLIENTS_TORN(Target.CLIENTS, 3),
        DATABASE_KILLED(Target.DATABASE, 3, 5),
        DATABASE_PAUSED(Target.DATABASE, 2),
        DATABASE_CUT(Target.DATABASE, 2),
        DATABASE_SILENT(Target.DATABASE, 2),
        DATABASE_SLOW(Target.DATABASE, 2),
        DATABASE_FULL(Target.DATABASE, 2),
        KAFKA_KILLED(Target.KAFKA, 3, 15),
        KAFKA_PAUSED(Target.KAFKA, 2),
        KAFKA_CUT(Target.KAFKA, 2),
        KAFKA_SILENT(Target.KAFKA, 2),
        KAFKA_SLOW(Target.KAFKA, 1),
        REDIS_KILLED(Target.REDIS, 1),
        REDIS_PAUSED(Target.REDIS, 1),
        REDIS_SLOW(Target.REDIS, 1);

        private final Target target;
        private final int weight;
        private final Duration recovery;

        Kind(Target target, int weight) {
            this(target, weight, 0);
        }

        Kind(Target target, int weight, int recoverySeconds) {
            this.target = target;
            this.weight = weight;
            this.recovery = Duration.ofSeconds(recoverySeconds);
        }

        Target target() {
            return target;
        }

        /**
         * How long after its end nothing else is done to the same: until it is there again, and has worked for a while. A node
         * that is killed whenever it is ready breaks no promise, as it makes none.
         */
        Duration recovery() {
            return recovery;
        }

        /** All that can be done to an installation of this mode, the likelier ones more often. */
        static List<Kind> of(Mode mode) {
            return Stream.of(values())
                    .filter(kind -> mode.has(kind.target))
                    .flatMap(kind -> Stream.generate(() -> kind).limit(kind.weight))
                    .toList();
        }
    }

    /** @return whether this one, which begins later, is done to the same, too early */
    boolean isTooSoonAfter(Fault earlier) {
        return kind.target() == earlier.kind.target()
                && earlier.at.plus(earlier.lasts).plus(earlier.kind.recovery()).compareTo(at) > 0;
    }
}
