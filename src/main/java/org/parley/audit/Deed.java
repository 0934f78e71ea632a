package org.parley.audit;

/**
 * What somebody did with rights that others have not.
 *
 * @param actor the handle; empty for what the server does by itself
 * @param action a word for a program, such as {@code user.disable}
 * @param target a handle, a conversation's id or the like; empty if there is none
 * @param details for people; never a secret nor what somebody wrote in a message
 * @param address where the request came from; empty for what the server does by itself
 */
public record Deed(String actor, String action, String target, String details, String address) {
    private static final int MAX_DETAILS = 1_000;

    public Deed {
        target = shortened(target, 64);
        details = shortened(details, MAX_DETAILS);
        address = shortened(address, 64);
    }

    /** @return what the server does by itself */
    public static Deed ofServer(String action, String target, String details) {
        return new Deed("", action, target, details, "");
    }

    private static String shortened(String text, int max) {
        if (text.codePointCount(0, text.length()) <= max) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, max));
    }
}
