package org.parley.broker;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Inject;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.parley.config.Settings;
import org.parley.message.Outcome;
import org.parley.message.Submission;
import org.parley.timer.Workers;

/**
 * The broker for one node, with nothing outside it. A conversation has its lane; the lane's worker takes what waits, up
 * to the batch size, appends it in one transaction, and tells senders and members after the commit. The busier it is,
 * the larger its batches and the cheaper a message.
 */
@Alternative
@ApplicationScoped
public class ChannelBroker implements MessageBroker {
    private static final Logger LOG = Logger.getLogger(ChannelBroker.class.getName());

    @Inject
    private Workers executor;

    @Inject
    private Settings settings;

    @Inject
    private LogWriter writer;

    @Inject
    private AfterCommit afterCommit;

    @Inject
    private MeterRegistry metrics;

    private List<Lane> lanes;
    private DistributionSummary batchSizes;

    @PostConstruct
    void open() {
        Settings.Broker broker = settings.broker();
        lanes = IntStream.range(0, broker.lanes())
                .mapToObj(number ->
                        new Lane(broker.laneCapacity(), broker.batchSize(), broker.linger(), executor, this::store))
                .toList();
        batchSizes = DistributionSummary.builder("parley.batch.size")
                .description("Messages stored in one transaction")
                .publishPercentileHistogram()
                .register(metrics);
        Gauge.builder("parley.lane.depth", this, ChannelBroker::depth)
                .description("Messages that wait in the lanes")
                .register(metrics);
    }

    @Override
    public void publish(Submission submission, CompletableFuture<Published> result) {
        lane(submission.conversation()).offer(new Lane.Pending(submission, result));
    }

    @Override
    public boolean stop() {
        CompletableFuture<?>[] finished = lanes.stream().map(Lane::close).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(finished).get(settings.shutdownTimeout().toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.log(Level.WARNING, "Stopped with {0} messages waiting; their senders were not told yes", depth());
        }
        return false;
    }

    private Lane lane(long conversation) {
        return lanes.get(Math.floorMod(Long.hashCode(conversation), lanes.size()));
    }

    private double depth() {
        return lanes.stream().mapToInt(Lane::depth).sum();
    }

    private void store(List<Lane.Pending> batch) {
        batchSizes.record(batch.size());
        List<Outcome> outcomes =
                writer.write(batch.stream().map(Lane.Pending::submission).toList());
        for (int i = 0; i < outcomes.size(); i++) {
            tell(outcomes.get(i), batch.get(i).result());
        }
    }

    /** What can't be told is in the log, and has clients look there as soon as they see the gap; the others are told. */
    private void tell(Outcome outcome, CompletableFuture<Published> result) {
        try {
            afterCommit.tell(outcome, result);
        } catch (RuntimeException | Error e) {
            LOG.log(
                    Level.WARNING,
                    "Members were not told of an entry that is in the log ["
                            + Submission.named(List.of(outcome.submission())) + "]",
                    e);
        }
    }
}
