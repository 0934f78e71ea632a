package org.parley.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.parley.message.History;
import org.parley.message.MessageLog;
import org.parley.message.Outcome;
import org.parley.message.Submission;
import org.parley.protocol.Content;
import org.parley.protocol.Edit;
import org.parley.protocol.Entry;
import org.parley.protocol.Membership;
import org.parley.protocol.Recall;
import org.parley.protocol.Text;
import org.parley.testing.container.Fixture;
import org.parley.testing.container.InContainer;
import org.parley.user.UserRef;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

@InContainer
class SearchIT {
    @Inject
    private MessageLog log;

    @Inject
    private History history;

    @Inject
    private SearchIndex index;

    @Inject
    private Search search;

    @Inject
    private Fixture fixture;

    @Test
    void texts_are_found_newest_first_and_page_by_page() {
        UserRef alice = fixture.user();
        long group = fixture.group(alice, List.of());
        String word = word();
        List<Long> seqs = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            seqs.add(says(alice, group, word + " number " + i));
            says(alice, group, "something else");
        }
        index.advance(Map.of(group, List.of()));

        List<Long> found = new ArrayList<>();
        Optional<Search.Place> place = Optional.empty();
        do {
            Search.Page page = search.find(word, alice.id(), OptionalLong.of(group), place, 2);
            page.hits().forEach(hit -> found.add(0, hit.entry().seq()));
            place = page.next();
        } while (place.isPresent());

        assertEquals(seqs, found);
    }

    @Test
    void who_is_not_a_member_finds_nothing_and_newcomers_only_what_came_after_them() {
        List<UserRef> people = fixture.users(3);
        UserRef alice = people.get(0);
        UserRef newcomer = people.get(1);
        long group = fixture.group(alice, List.of());
        String word = word();
        says(alice, group, word + " before");
        append(alice, group, Membership.of(Membership.Event.JOINED, List.of(newcomer.handle())));
        long after = says(alice, group, word + " after");
        index.advance(Map.of(group, List.of()));

        assertEquals(2, find(word, alice).size());
        assertEquals(List.of(after), find(word, newcomer));
        assertEquals(List.of(), find(word, people.get(2)));
        append(alice, group, Membership.of(Membership.Event.REMOVED, List.of(newcomer.handle())));
        assertEquals(List.of(), find(word, newcomer));
    }

    @Test
    void edited_texts_are_found_by_what_they_say_now() {
        UserRef alice = fixture.user();
        long group = fixture.group(alice, List.of());
        String before = word();
        String after = word();
        long seq = says(alice, group, before);
        append(alice, group, new Edit(seq, after, List.of()));

        index.advance(Map.of(group, List.of()));

        assertEquals(List.of(), find(before, alice));
        assertEquals(List.of(seq), find(after, alice));
    }

    @Test
    void what_was_recalled_is_not_found_even_while_the_index_has_it() {
        UserRef alice = fixture.user();
        long group = fixture.group(alice, List.of());
        String word = word();
        long seq = says(alice, group, word);
        index.advance(Map.of(group, List.of()));
        assertEquals(List.of(seq), find(word, alice));

        append(alice, group, new Recall(seq));
        assertEquals(List.of(), find(word, alice), "the index does not know yet");

        index.advance(Map.of(group, List.of()));
        assertEquals(List.of(), find(word, alice));
    }

    @Test
    void chinese_and_short_and_common_words_are_found_in_this_database() {
        UserRef alice = fixture.user();
        long group = fixture.group(alice, List.of());
        long seq = says(alice, group, "我们的数据库很快, to be at the 7 Ämter");
        index.advance(Map.of(group, List.of()));

        for (String query : List.of("数据", "数据库", "库", "快", "to be", "the", "a", "7", "amt", "ÄMTER", "数据 the")) {
            assertEquals(List.of(seq), find(query, alice), query);
        }
        for (String query : List.of("数库", "mter", "absent", "数据 absent")) {
            assertEquals(List.of(), find(query, alice), query);
        }
    }

    @Test
    void what_was_heard_is_taken_where_it_follows_and_otherwise_the_log_is_read() {
        UserRef alice = fixture.user();
        long group = fixture.group(alice, List.of());
        String word = word();
        index.advance(Map.of(group, List.of()));
        List<Entry> said = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            says(alice, group, word + " " + i);
            said.addAll(history.raw(
                    group, said.isEmpty() ? 0 : said.get(said.size() - 1).seq(), 10));
        }
        List<Entry> texts = said.subList(said.size() - 6, said.size());

        for (List<Entry> heard : List.of(texts.subList(0, 2), texts.subList(1, 2), texts.subList(4, 5), texts)) {
            assertEquals(List.of(), index.advance(Map.of(group, heard)));
        }

        assertEquals(
                texts.stream().map(Entry::seq).toList(),
                find(word, alice).stream().sorted().toList());
    }

    @Test
    void the_log_is_taken_up_where_the_index_ends_in_whatever_portions() {
        UserRef alice = fixture.user();
        long group = fixture.group(alice, List.of());
        String word = word();
        List<Submission> batch = new ArrayList<>();
        for (int i = 0; i < SearchIndex.AT_ONCE + 10; i++) {
            batch.add(Submission.byServer(alice, group, new Text(word + i, Optional.empty(), List.of())));
        }
        log.append(batch);
        assertTrue(behind(group));

        assertEquals(List.of(group), index.advance(Map.of(group, List.of())));
        assertEquals(List.of(), index.advance(Map.of(group, List.of())));
        assertEquals(List.of(), index.advance(Map.of(group, List.of())));

        assertEquals(
                50,
                search.find(word, alice.id(), OptionalLong.empty(), Optional.empty(), 50)
                        .hits()
                        .size());
        assertEquals(1, find(word + (SearchIndex.AT_ONCE + 9), alice).size());
        assertTrue(!behind(group));
    }

    private boolean behind(long group) {
        return index.behind(group - 1, 1).contains(group);
    }

    /** A word that no other test says. */
    private static String word() {
        return "w" + Long.toString(System.nanoTime(), 36);
    }

    private List<Long> find(String query, UserRef reader) {
        return search.find(query, reader.id(), OptionalLong.empty(), Optional.empty(), 20).hits().stream()
                .map(hit -> hit.entry().seq())
                .toList();
    }

    private long says(UserRef sender, long conversation, String text) {
        return append(sender, conversation, new Text(text, Optional.empty(), List.of()));
    }

    private long append(UserRef sender, long conversation, Content content) {
        Outcome outcome = log.append(List.of(Submission.byServer(sender, conversation, content)))
                .get(0);
        return assertInstanceOf(Outcome.Appended.class, outcome, outcome::toString)
                .entry()
                .seq();
    }
}
