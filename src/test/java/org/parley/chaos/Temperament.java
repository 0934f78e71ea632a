package org.parley.chaos;

/** How a client behaves. */
enum Temperament {
    /** Waits for answers, reads, and tells what it has read. */
    STEADY,
    /** Reads so slowly that its connection is closed. */
    SLOW,
    /** Sends more than it may, all at once. */
    FLOODING,
    /** Loses its connection in the middle of what it sends, and goes to another node. */
    CUTTING;

    static Temperament of(int number) {
        return switch (number % 6) {
            case 3 -> SLOW;
            case 4 -> FLOODING;
            case 5 -> CUTTING;
            default -> STEADY;
        };
    }
}
