package org.parley.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import org.parley.jpa.LikePattern;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;
import org.parley.search.Words.Sought;
import org.parley.search.Words.Word;

/** What somebody searches for: texts in which all of these words occur, or begin. Immutable. */
final class Question {
    static final int MAX_CHARACTERS = 200;
    static final int MAX_WORDS = 10;

    private final List<Word> words;

    private Question(List<Word> words) {
        this.words = words;
    }

    /** @throws Refusal if there is nothing in it to search for, or too much */
    static Question of(String query) {
        if (query.codePointCount(0, query.length()) > MAX_CHARACTERS) {
            throw new Refusal(ErrorCode.TOO_LARGE, "query has at most " + MAX_CHARACTERS + " characters");
        }
        List<Word> words = Words.of(query).stream()
                .filter(word -> !word.folded().isEmpty())
                .toList();
        if (words.isEmpty() || words.size() > MAX_WORDS) {
            throw new Refusal(ErrorCode.MALFORMED, "query has 1 to " + MAX_WORDS + " words");
        }
        return new Question(words);
    }

    /** @return what the index of MySQL and MariaDB is asked; by their make tokens can be no operators */
    String inBooleanMode() {
        StringBuilder query = new StringBuilder();
        for (Sought sought : tokens()) {
            query.append('+').append(sought.token()).append(sought.prefix() ? "* " : " ");
        }
        return query.toString();
    }

    /** @return patterns of LIKE, all of which the tokens of a text match */
    List<String> patterns() {
        return tokens().stream()
                .map(sought -> "% " + LikePattern.literal(sought.token()) + (sought.prefix() ? "%" : " %"))
                .toList();
    }

    private List<Sought> tokens() {
        return words.stream()
                .flatMap(word -> Words.sought(word).stream())
                .distinct()
                .toList();
    }

    /** @return where the words are in a text, in order and apart from each other; empty if one of them is not there */
    List<Highlight> in(String text) {
        List<Word> there = Words.of(text);
        List<Highlight> found = new ArrayList<>();
        for (Word word : words) {
            int before = found.size();
            there.forEach(other -> find(word, other, found));
            if (found.size() == before) {
                return List.of();
            }
        }
        return merged(found);
    }

    private static void find(Word wanted, Word other, List<Highlight> found) {
        // Where folding has changed the length, nobody knows which part it was.
        boolean exact = other.folded().length() == other.length();
        int length = wanted.folded().length();
        if (!wanted.run()) {
            if (!other.run() && other.folded().startsWith(wanted.folded())) {
                found.add(new Highlight(other.start(), exact ? other.start() + length : other.end()));
            }
            return;
        }
        for (int at = other.folded().indexOf(wanted.folded());
                at >= 0;
                at = other.folded().indexOf(wanted.folded(), at + length)) {
            if (!exact) {
                found.add(new Highlight(other.start(), other.end()));
                return;
            }
            found.add(new Highlight(other.start() + at, other.start() + at + length));
        }
    }

    private static List<Highlight> merged(List<Highlight> ranges) {
        List<Highlight> apart = new ArrayList<>();
        ranges.stream().sorted(Comparator.comparing(Highlight::start)).forEach(range -> {
            Highlight last = apart.isEmpty() ? null : apart.get(apart.size() - 1);
            if (last != null && range.start() <= last.end()) {
                apart.set(apart.size() - 1, new Highlight(last.start(), Math.max(last.end(), range.end())));
            } else {
                apart.add(range);
            }
        });
        return apart;
    }
}
