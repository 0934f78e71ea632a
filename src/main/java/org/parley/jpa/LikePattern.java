package org.parley.jpa;

/** What {@code LIKE} compares with, where {@code !} is the escape character. */
public final class LikePattern {
    private LikePattern() {}

    /** @return the part of a pattern that stands for this text and nothing else */
    public static String literal(String text) {
        return text.replace("!", "!!").replace("%", "!%").replace("_", "!_");
    }
}
