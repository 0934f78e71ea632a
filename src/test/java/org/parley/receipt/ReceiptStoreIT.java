package org.parley.receipt;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.parley.conversation.Conversations;
import org.parley.conversation.Member;
import org.parley.message.MessageLog;
import org.parley.message.ServerStatus;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;
import org.parley.receipt.ReceiptStore.Cursor;
import org.parley.receipt.ReceiptStore.Cursors;
import org.parley.receipt.ReceiptStore.Moved;
import org.parley.testing.container.Fixture;
import org.parley.testing.container.InContainer;
import org.parley.testing.container.OnlyOnMariaDb;
import org.parley.user.UserRef;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@InContainer
class ReceiptStoreIT {
    @Inject
    private ReceiptStore store;

    @Inject
    private Receipts receipts;

    @Inject
    private MessageLog log;

    @Inject
    private Conversations conversations;

    @Inject
    private Fixture fixture;

    @Test
    void cursors_move_forward_and_never_back() {
        UserRef alice = fixture.user();
        UserRef bob = fixture.user();
        long conversation = conversation(10, alice, bob);

        assertEquals(List.of(new Moved(conversation, bob.id(), 5, 3)), advance(conversation, bob, 5, 3));
        assertEquals(List.of(), advance(conversation, bob, 4, 2));
        assertEquals(List.of(new Moved(conversation, bob.id(), 6, 3)), advance(conversation, bob, 6, 0));
        assertEquals(List.of(new Moved(conversation, bob.id(), 6, 4)), advance(conversation, bob, 0, 4));
        assertCursors(6, 4, conversation, bob);
        assertCursors(0, 0, conversation, alice);
    }

    @Test
    void what_was_read_was_delivered() {
        UserRef alice = fixture.user();
        UserRef bob = fixture.user();
        long conversation = conversation(10, alice, bob);

        assertEquals(List.of(new Moved(conversation, bob.id(), 7, 7)), advance(conversation, bob, 2, 7));
    }

    @Test
    void cursors_do_not_pass_the_end_of_the_log() {
        UserRef alice = fixture.user();
        UserRef bob = fixture.user();
        long conversation = conversation(10, alice, bob);

        assertEquals(
                List.of(new Moved(conversation, bob.id(), 10, 10)),
                advance(conversation, bob, Long.MAX_VALUE, Long.MAX_VALUE));
    }

    @Test
    void who_is_no_member_has_no_cursor() {
        UserRef alice = fixture.user();
        UserRef stranger = fixture.user();
        long conversation = conversation(3, alice, fixture.user());

        assertEquals(List.of(), advance(conversation, stranger, 3, 3));
        assertEquals(List.of(), advance(Long.MAX_VALUE, stranger, 3, 3));
        assertCode(ErrorCode.FORBIDDEN, () -> receipts.moved(conversation, stranger, 3, 3));
        assertCode(ErrorCode.NOT_FOUND, () -> receipts.moved(Long.MAX_VALUE, stranger, 3, 3));
    }

    @Test
    void many_receipts_become_the_furthest_of_each_member() {
        UserRef alice = fixture.user();
        UserRef bob = fixture.user();
        long conversation = conversation(100, alice, bob);
        for (int seq = 1; seq <= 100; seq++) {
            receipts.moved(conversation, bob, seq, seq / 2);
        }
        receipts.moved(conversation, bob, 7, 1);

        receipts.flush();

        assertCursors(100, 50, conversation, bob);
    }

    @Test
    void receipts_of_the_same_people_in_any_order_at_once_do_not_block_each_other() throws Exception {
        List<UserRef> people = fixture.users(20);
        long group = fixture.group(people.get(0), people);
        log.append(IntStream.range(0, 50)
                .mapToObj(i -> fixture.text(people.get(0), group))
                .toList());
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> writers = IntStream.range(0, 4)
                    .<Future<?>>mapToObj(writer -> threads.submit(() -> {
                        for (int seq = 1 + writer; seq <= 50; seq += 4) {
                            Map<Cursor, Cursors> batch = new HashMap<>();
                            for (UserRef person : people) {
                                batch.put(new Cursor(group, person.id()), new Cursors(seq, seq));
                            }
                            store.advance(batch);
                        }
                    }))
                    .toList();
            for (Future<?> writer : writers) {
                writer.get(30, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        people.forEach(person -> assertCursors(50, 50, group, person));
    }

    @Test
    @OnlyOnMariaDb
    void cursors_of_many_members_come_to_the_database_in_a_handful_of_packets() {
        List<UserRef> people = fixture.users(200);
        long group = fixture.group(people.get(0), people);
        log.append(List.of(fixture.text(people.get(0), group)));
        Map<Cursor, Cursors> batch = new HashMap<>();
        people.forEach(person -> batch.put(new Cursor(group, person.id()), new Cursors(1, 1)));

        List<String> packets = ServerStatus.statements(
                fixture, () -> assertEquals(200, store.advance(batch).size()), "UPDATE parley_member");

        assertTrue(packets.stream().anyMatch(packet -> packet.startsWith("UPDATE parley_member")), packets.toString());
        assertTrue(packets.size() <= 12, packets.size() + " " + packets);
    }

    private long conversation(int texts, UserRef sender, UserRef other) {
        long conversation = fixture.direct(sender, other);
        log.append(IntStream.range(0, texts)
                .mapToObj(i -> fixture.text(sender, conversation))
                .toList());
        return conversation;
    }

    private List<Moved> advance(long conversation, UserRef user, long delivered, long read) {
        return store.advance(Map.of(new Cursor(conversation, user.id()), new Cursors(delivered, read)));
    }

    private void assertCursors(long delivered, long read, long conversation, UserRef user) {
        Member member = conversations.membership(conversation, user.id());
        assertEquals(delivered, member.deliveredSeq());
        assertEquals(read, member.readSeq());
    }

    private static void assertCode(ErrorCode code, Runnable action) {
        assertEquals(code, assertThrows(Refusal.class, action::run).code());
    }
}
