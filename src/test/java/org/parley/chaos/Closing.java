package org.parley.chaos;

/** How the server may close a connection of a client that keeps to the protocol, and whose token is good for hours. */
final class Closing {
    private static final int NORMAL = 1000;
    private static final int GOING_AWAY = 1001;
    private static final int NO_CODE = 1005;
    private static final int NO_CLOSE_FRAME = 1006;
    /** Who has much to send again may make it too large a message. */
    private static final int TOO_LARGE = 1009;

    private static final int SERVER_FAILED = 1011;
    private static final int SLOW_CONSUMER = 4408;
    private static final int FLOODING = 4429;

    private Closing() {}

    /** @param calm whether nothing went wrong since it was opened */
    static boolean isAllowed(int code, boolean calm) {
        return switch (code) {
            case NORMAL, GOING_AWAY, NO_CODE, NO_CLOSE_FRAME, TOO_LARGE, SLOW_CONSUMER, FLOODING -> true;
            // So a server also ends what it can't write to.
            case SERVER_FAILED -> !calm;
            default -> false;
        };
    }
}
