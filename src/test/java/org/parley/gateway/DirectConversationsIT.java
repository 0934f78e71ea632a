package org.parley.gateway;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.parley.conversation.Conversations;
import org.parley.conversation.Member;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;
import org.parley.testing.container.Fixture;
import org.parley.testing.container.InContainer;
import org.parley.user.UserRef;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

@InContainer
class DirectConversationsIT {
    @Inject
    private DirectConversations directs;

    @Inject
    private Conversations conversations;

    @Inject
    private Fixture fixture;

    @Test
    void two_who_write_to_each_other_for_the_first_time_at_the_same_moment_have_one_conversation() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (int round = 0; round < 20; round++) {
                UserRef alice = fixture.user();
                UserRef bob = fixture.user();
                CyclicBarrier start = new CyclicBarrier(4);
                List<Future<Long>> opened = new ArrayList<>();
                for (int thread = 0; thread < 4; thread++) {
                    boolean hers = thread % 2 == 0;
                    opened.add(threads.submit(() -> {
                        start.await(10, TimeUnit.SECONDS);
                        return hers ? directs.between(alice, bob.handle()) : directs.between(bob, alice.handle());
                    }));
                }
                Set<Long> ids = new HashSet<>();
                for (Future<Long> id : opened) {
                    ids.add(id.get(30, TimeUnit.SECONDS));
                }
                assertEquals(1, ids.size(), ids.toString());
                assertEquals(
                        Set.of(alice.id(), bob.id()), members(ids.iterator().next()));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void whoever_writes_to_themself_is_its_only_member() {
        UserRef alice = fixture.user();

        long notes = directs.between(alice, alice.handle());

        assertEquals(notes, directs.between(alice, alice.handle()));
        assertEquals(Set.of(alice.id()), members(notes));
    }

    @Test
    void nobody_of_this_name_is_not_found() {
        UserRef alice = fixture.user();

        Refusal refusal = assertThrows(Refusal.class, () -> directs.between(alice, "nobody-of-this-name"));

        assertEquals(ErrorCode.NOT_FOUND, refusal.code());
    }

    private Set<Long> members(long conversation) {
        return new HashSet<>(conversations.membersAfter(conversation, 0, 10).stream()
                .map(Member::userId)
                .toList());
    }
}
