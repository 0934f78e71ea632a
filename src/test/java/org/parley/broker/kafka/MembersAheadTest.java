package org.parley.broker.kafka;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import org.junit.jupiter.api.Test;
import org.parley.conversation.MemberDirectory;
import org.parley.conversation.Members;

import static org.junit.jupiter.api.Assertions.assertEquals;

class MembersAheadTest {
    private static final long GROUP = 7;

    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final List<Integer> told = new ArrayList<>();
    private boolean remembers;
    private boolean away;

    private final MemberDirectory directory = new MemberDirectory() {
        @Override
        public Optional<Members> remembered(long conversation) {
            return remembers ? Optional.of(new Members(1, Map.of())) : Optional.empty();
        }

        @Override
        public Optional<Members> of(long conversation) {
            if (away) {
                throw new IllegalStateException("the database is away");
            }
            remembers = true;
            return remembered(conversation);
        }
    };

    private final MembersAhead members = new MembersAhead((Executor) tasks::add, directory);

    @Test
    void what_comes_while_the_members_are_read_comes_after_what_waits_for_them() {
        tell(5);
        tell(6);
        remembers = true;
        tell(7);
        assertEquals(List.of(), told);

        tasks.remove().run();

        assertEquals(List.of(5, 6, 7), told);
        tell(8);
        assertEquals(List.of(5, 6, 7, 8), told);
        assertEquals(0, tasks.size());
    }

    @Test
    void what_comes_while_those_before_are_told_comes_after_them() {
        members.with(GROUP, some -> {
            tell(6);
            told.add(5);
        });

        tasks.remove().run();

        assertEquals(List.of(5, 6), told);
    }

    @Test
    void one_that_fails_does_not_keep_the_others() {
        members.with(GROUP, some -> {
            throw new IllegalStateException("no matter what");
        });
        tell(6);

        tasks.remove().run();
        tell(7);

        assertEquals(List.of(6, 7), told);
    }

    @Test
    void what_could_not_be_read_is_read_for_the_next_one() {
        away = true;
        tell(5);
        tasks.remove().run();
        away = false;

        tell(6);
        tasks.remove().run();

        assertEquals(List.of(6), told);
    }

    @Test
    void where_there_is_no_thread_the_next_one_asks_again() {
        MembersAhead without = new MembersAhead(
                (Executor) task -> {
                    throw new RejectedExecutionException();
                },
                directory);
        without.with(GROUP, some -> told.add(5));
        remembers = true;
        without.with(GROUP, some -> told.add(6));

        assertEquals(List.of(6), told);
    }

    private void tell(int number) {
        members.with(GROUP, some -> told.add(number));
    }
}
