package org.parley.broker.kafka;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaRecord;
import io.smallrye.reactive.messaging.kafka.KafkaRecordBatch;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.parley.config.Settings;

/**
 * The records that this node is to bring into the log, in lanes: all of a conversation are in the same one, in their
 * order. It takes more from Kafka only while little enough is waiting; the client then pauses its partitions, but goes on
 * asking, and so stays in its group however long the database is away. What was read of a partition at once may be committed
 * when all of it is done, unless the partition was taken from this node meanwhile.
 */
@ApplicationScoped
class Submissions {
    private static final Logger LOG = Logger.getLogger(Submissions.class.getName());
    private static final int BATCHES_AHEAD = 2;

    /** A record in hand. */
    static final class Received {
        private final KafkaRecord<String, String> record;
        private final Part part;
        private boolean done;

        private Received(KafkaRecord<String, String> record, Part part) {
            this.record = record;
            this.part = part;
        }

        KafkaRecord<String, String> record() {
            return record;
        }

        /** Nothing is left to do for it; to be told by its lane's worker alone. */
        void done() {
            if (!done) {
                done = true;
                part.oneIsDone();
            }
        }

        boolean isDone() {
            return done;
        }
    }

    /** What was read of one partition at once. */
    private final class Part {
        private final TopicPartition partition;
        private final KafkaRecord<?, ?> last;
        private final int assignment;
        private final int size;
        private final AtomicInteger left;

        Part(TopicPartition partition, KafkaRecord<?, ?> last, int size) {
            this.partition = partition;
            this.last = last;
            this.assignment = assignments.of(partition);
            this.size = size;
            this.left = new AtomicInteger(size);
        }

        void oneIsDone() {
            if (left.decrementAndGet() == 0) {
                if (assignments.of(partition) == assignment) {
                    last.ack();
                }
                held.addAndGet(-size);
                demand();
            }
        }
    }

    private final AtomicInteger held = new AtomicInteger();
    private final AtomicBoolean asked = new AtomicBoolean();
    private volatile Flow.Subscription subscription;
    private volatile boolean open;
    private volatile boolean failed;

    private final List<BlockingQueue<Received>> lanes;
    private final int batchSize;
    private final Assignments assignments;

    /** For the container's proxies. */
    protected Submissions() {
        this(0, 0, null);
    }

    @Inject
    Submissions(Settings settings, @Identifier(KafkaChannels.ASSIGNMENTS) Assignments assignments) {
        this(settings.broker().lanes(), settings.broker().batchSize(), assignments);
    }

    Submissions(int lanes, int batchSize, Assignments assignments) {
        this.lanes = IntStream.range(0, lanes)
                .<BlockingQueue<Received>>mapToObj(number -> new LinkedBlockingQueue<>())
                .toList();
        this.batchSize = batchSize;
        this.assignments = assignments;
    }

    @Incoming(KafkaChannels.SUBMISSIONS_IN)
    @Acknowledgment(Acknowledgment.Strategy.MANUAL)
    Flow.Subscriber<Message<List<String>>> subscriber() {
        return new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription made) {
                subscription = made;
                demand();
            }

            @Override
            public void onNext(Message<List<String>> message) {
                receive(message);
            }

            @Override
            public void onError(Throwable failure) {
                failed = true;
                LOG.log(Level.SEVERE, "This node gets no more messages from Kafka; restart it", failure);
            }

            @Override
            public void onComplete() {
                // the application ends
            }
        };
    }

    /** From now on records are taken. */
    void open() {
        open = true;
        demand();
    }

    /** From now on none is taken; those that are in hand and not done will be given to another node. */
    void close() {
        open = false;
    }

    int lanes() {
        return lanes.size();
    }

    /** @return whether this node gets no more records until it is started again; others do */
    boolean hasFailed() {
        return failed;
    }

    /** @return how many records are in hand */
    int held() {
        return held.get();
    }

    /** @return what waits in a lane, up to the size of a batch; empty if nothing comes for some time */
    List<Received> take(int lane) throws InterruptedException {
        List<Received> batch = new ArrayList<>();
        Received first = lanes.get(lane).poll(500, TimeUnit.MILLISECONDS);
        if (first != null) {
            batch.add(first);
            lanes.get(lane).drainTo(batch, batchSize - 1);
        }
        return batch;
    }

    @SuppressWarnings("unchecked")
    private void receive(Message<List<String>> message) {
        asked.set(false);
        KafkaRecordBatch<String, String> batch = message.unwrap(KafkaRecordBatch.class);
        List<? extends KafkaRecord<String, String>> records = batch.getRecords();
        held.addAndGet(records.size());
        Map<TopicPartition, Integer> sizes = new HashMap<>();
        records.forEach(record -> sizes.merge(partition(record), 1, Integer::sum));
        Map<TopicPartition, Part> parts = new HashMap<>();
        batch.getLatestOffsetRecords()
                .forEach((partition, last) -> parts.put(partition, new Part(partition, last, sizes.get(partition))));
        for (KafkaRecord<String, String> record : records) {
            int lane =
                    Math.floorMod(record.getKey() == null ? 0 : record.getKey().hashCode(), lanes.size());
            lanes.get(lane).add(new Received(record, parts.get(partition(record))));
        }
        demand();
    }

    private static TopicPartition partition(KafkaRecord<?, ?> record) {
        return new TopicPartition(record.getTopic(), record.getPartition());
    }

    private void demand() {
        int enough = BATCHES_AHEAD * batchSize * lanes.size();
        Flow.Subscription made = subscription;
        if (open && made != null && held.get() < enough && asked.compareAndSet(false, true)) {
            made.request(1);
        }
    }
}
