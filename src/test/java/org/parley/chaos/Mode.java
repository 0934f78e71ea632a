package org.parley.chaos;

/** What is tested: a node in channel mode, or nodes in Kafka mode. */
enum Mode {
    CHANNEL(1),
    KAFKA(2);

    private final int nodes;

    Mode(int nodes) {
        this.nodes = nodes;
    }

    int nodes() {
        return nodes;
    }

    boolean has(Fault.Target target) {
        return this == KAFKA || target != Fault.Target.KAFKA && target != Fault.Target.REDIS;
    }
}
