package org.parley.fuzz;

import java.util.Arrays;

/** Where Jazzer comes in: to the target that {@code -Dfuzz.target} names, or to the one that the first byte chooses. */
public final class JazzerTarget {
    private static final String CHOSEN = System.getProperty("fuzz.target", "all");

    private JazzerTarget() {}

    public static void fuzzerTestOneInput(byte[] input) {
        if (!CHOSEN.equals("all")) {
            Target.valueOf(CHOSEN).parse(input);
        } else if (input.length > 0) {
            Target[] all = Target.values();
            all[Byte.toUnsignedInt(input[0]) % all.length].parse(Arrays.copyOfRange(input, 1, input.length));
        }
    }
}
