package org.parley.testing;

/** The end of what several tests share. */
public final class Closing {
    private Closing() {}

    /** Closes those that there are, one after the other; a start that failed has left some of them out. */
    public static void all(AutoCloseable... open) {
        for (AutoCloseable one : open) {
            try {
                if (one != null) {
                    one.close();
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
