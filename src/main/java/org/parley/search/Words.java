package org.parley.search;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Takes texts apart into what can be searched for: words, without regard to case and accents, and for scripts that are
 * written without spaces every two neighbouring characters.
 *
 * <p>In the index each is a token of ASCII letters, digits and underscores, at least three long and begun with one: so
 * neither its parser, nor its list of stop words, nor its shortest length, nor a collation ever has a say, and the index of
 * every database finds the same.
 */
final class Words {
    /** Longer ones are cut: the index takes no more than 84. */
    private static final int MAX_TOKEN = 80;

    private static final int BASE = 36;
    private static final String START = "w_";

    private static final Set<Character.UnicodeScript> WITHOUT_SPACES = EnumSet.of(
            Character.UnicodeScript.HAN,
            Character.UnicodeScript.HIRAGANA,
            Character.UnicodeScript.KATAKANA,
            Character.UnicodeScript.THAI,
            Character.UnicodeScript.LAO,
            Character.UnicodeScript.KHMER,
            Character.UnicodeScript.MYANMAR);

    private Words() {}

    /**
     * A word, or a run of characters of a script without spaces.
     *
     * @param start where it begins in the text
     * @param end where the text goes on after it
     * @param folded what it is compared by
     */
    record Word(int start, int end, String folded, boolean run) {
        int length() {
            return end - start;
        }
    }

    static List<Word> of(String text) {
        List<Word> words = new ArrayList<>();
        int start = -1;
        boolean run = false;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            boolean inside = isPart(c, start >= 0);
            boolean inRun = inside && (isMark(c) ? run : WITHOUT_SPACES.contains(Character.UnicodeScript.of(c)));
            if (start >= 0 && (!inside || inRun != run)) {
                words.add(word(text, start, i, run));
                start = -1;
            }
            if (inside && start < 0) {
                start = i;
                run = inRun;
            }
            i += Character.charCount(c);
        }
        if (start >= 0) {
            words.add(word(text, start, text.length(), run));
        }
        return words;
    }

    private static boolean isPart(int c, boolean within) {
        return Character.isLetterOrDigit(c) || within && isMark(c);
    }

    private static boolean isMark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
    }

    private static Word word(String text, int start, int end, boolean run) {
        return new Word(start, end, fold(text.substring(start, end)), run);
    }

    private static String fold(String word) {
        if (word.chars().allMatch(c -> c < 0x80)) {
            return word.toLowerCase(Locale.ROOT);
        }
        String apart = Normalizer.normalize(word, Normalizer.Form.NFKD);
        StringBuilder folded = new StringBuilder(apart.length());
        apart.codePoints()
                .filter(c -> Character.getType(c) != Character.NON_SPACING_MARK)
                .forEach(folded::appendCodePoint);
        return Normalizer.normalize(folded, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    }

    /** @return the tokens of a text, each once, with spaces around each of them */
    static String index(String text) {
        Set<String> tokens = new LinkedHashSet<>();
        for (Word word : of(text)) {
            if (word.run()) {
                int[] characters = word.folded().codePoints().toArray();
                for (int i = 0; i < characters.length; i++) {
                    tokens.add(token(characters, i, Math.min(i + 2, characters.length)));
                }
            } else if (!word.folded().isEmpty()) {
                tokens.add(token(word));
            }
        }
        return tokens.isEmpty() ? "" : " " + String.join(" ", tokens) + " ";
    }

    /** @return tokens that a text has which contains a word; the last character of one may be the beginning of another */
    static List<Sought> sought(Word word) {
        int[] characters = word.folded().codePoints().toArray();
        if (!word.run() || characters.length == 1) {
            return List.of(new Sought(token(word), true));
        }
        List<Sought> sought = new ArrayList<>();
        for (int i = 0; i + 1 < characters.length; i++) {
            sought.add(new Sought(token(characters, i, i + 2), false));
        }
        return sought;
    }

    /** @param prefix whether tokens that begin like this will do as well */
    record Sought(String token, boolean prefix) {}

    private static String token(Word word) {
        int[] characters = word.folded().codePoints().toArray();
        return token(characters, 0, characters.length);
    }

    private static String token(int[] characters, int from, int to) {
        StringBuilder token = new StringBuilder(START);
        for (int i = from; i < to && token.length() < MAX_TOKEN; i++) {
            int c = characters[i];
            if (c >= '0' && c <= '9' || c >= 'a' && c <= 'z') {
                token.append((char) c);
            } else {
                String digits = Integer.toString(c, BASE);
                token.append('_').append("0".repeat(4 - digits.length())).append(digits);
            }
        }
        return token.substring(0, Math.min(token.length(), MAX_TOKEN));
    }
}
