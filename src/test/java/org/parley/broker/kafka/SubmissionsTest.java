package org.parley.broker.kafka;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.stream.IntStream;

import io.smallrye.reactive.messaging.kafka.KafkaRecord;
import io.smallrye.reactive.messaging.kafka.KafkaRecordBatch;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.junit.jupiter.api.Test;
import org.parley.broker.kafka.Submissions.Received;

import static org.junit.jupiter.api.Assertions.assertEquals;

class SubmissionsTest {
    private static final int LANES = 2;
    private static final int BATCH = 2;
    /** Keys whose records go to different lanes. */
    private static final String ONE = "1";

    private static final String OTHER = "2";

    private final Assignments assignments = new Assignments();
    private final Submissions submissions = new Submissions(LANES, BATCH, assignments);
    private final Flow.Subscriber<Message<List<String>>> kafka = submissions.subscriber();
    private final List<String> committed = new ArrayList<>();
    private final Map<String, Queue<Received>> taken = new HashMap<>();
    private long requested;

    SubmissionsTest() {
        submissions.open();
        kafka.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long n) {
                requested += n;
            }

            @Override
            public void cancel() {
                throw new AssertionError("nobody cancels");
            }
        });
    }

    @Test
    void an_offset_is_committed_when_all_up_to_it_is_done() throws InterruptedException {
        read(record(0, 10, ONE), record(0, 11, OTHER));

        take(OTHER).done();
        assertEquals(List.of(), committed, "a record before it is in hand");
        take(ONE).done();
        assertEquals(List.of("0@11"), committed);
    }

    @Test
    void partitions_do_not_wait_for_each_other() throws InterruptedException {
        read(record(0, 10, ONE), record(1, 20, OTHER));

        take(OTHER).done();
        assertEquals(List.of("1@20"), committed);
        take(ONE).done();
        assertEquals(List.of("1@20", "0@10"), committed);
    }

    @Test
    void what_was_read_before_a_partition_was_lost_commits_nothing_when_it_is_back() throws InterruptedException {
        read(record(0, 10, ONE), record(0, 11, OTHER));
        take(OTHER).done();
        assignments.onPartitionsRevoked(null, List.of(new TopicPartition("submissions", 0)));
        read(record(0, 10, ONE), record(0, 11, OTHER));

        take(ONE).done();
        assertEquals(List.of(), committed, "of the second reading nothing is done");
        take(ONE).done();
        take(OTHER).done();
        assertEquals(List.of("0@11"), committed);
        assertEquals(0, submissions.held());
    }

    @Test
    void that_a_record_is_done_counts_once() throws InterruptedException {
        read(record(0, 10, ONE), record(0, 11, OTHER));
        Received one = take(ONE);
        one.done();
        one.done();
        assertEquals(List.of(), committed);
    }

    @Test
    void more_is_asked_for_while_little_enough_is_in_hand() throws InterruptedException {
        assertEquals(1, requested);
        read(IntStream.range(0, 2 * BATCH * LANES)
                .mapToObj(offset -> record(0, offset, ONE))
                .toArray(Read[]::new));
        assertEquals(1, requested, "there is enough");
        for (int i = 0; i < 2 * LANES; i++) {
            submissions.take(lane(ONE)).forEach(Received::done);
        }
        assertEquals(2, requested);
        submissions.close();
        read(record(0, 20, ONE));
        assertEquals(2, requested, "nothing more is taken");
    }

    private Received take(String key) throws InterruptedException {
        // One at a time: the others wait behind it.
        Queue<Received> lane = taken.computeIfAbsent(key, none -> new ArrayDeque<>());
        if (lane.isEmpty()) {
            lane.addAll(submissions.take(lane(key)));
        }
        return lane.remove();
    }

    private static int lane(String key) {
        return Math.floorMod(key.hashCode(), LANES);
    }

    private void read(Read... records) {
        kafka.onNext(new Batch(List.of(records)));
    }

    private Read record(int partition, long offset, String key) {
        return new Read(partition, offset, key, committed);
    }

    private record Batch(List<Read> read) implements KafkaRecordBatch<String, String> {
        @Override
        public List<KafkaRecord<String, String>> getRecords() {
            return List.copyOf(read);
        }

        @Override
        public Map<TopicPartition, KafkaRecord<String, String>> getLatestOffsetRecords() {
            Map<TopicPartition, KafkaRecord<String, String>> latest = new HashMap<>();
            read.forEach(record -> latest.put(new TopicPartition(record.getTopic(), record.partition), record));
            return latest;
        }

        @Override
        public Iterator<KafkaRecord<String, String>> iterator() {
            return getRecords().iterator();
        }

        @Override
        public List<String> getPayload() {
            return read.stream().map(Read::getPayload).toList();
        }
    }

    private record Read(int partition, long offset, String key, List<String> committed)
            implements KafkaRecord<String, String> {
        @Override
        public CompletionStage<Void> ack() {
            committed.add(partition + "@" + offset);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public String getKey() {
            return key;
        }

        @Override
        public String getTopic() {
            return "submissions";
        }

        @Override
        public int getPartition() {
            return partition;
        }

        @Override
        public Instant getTimestamp() {
            return Instant.EPOCH;
        }

        @Override
        public Headers getHeaders() {
            return new RecordHeaders();
        }

        @Override
        public String getPayload() {
            return "";
        }
    }
}
