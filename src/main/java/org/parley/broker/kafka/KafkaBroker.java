package org.parley.broker.kafka;

import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Inject;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.parley.broker.MessageBroker;
import org.parley.broker.Progress;
import org.parley.config.Settings;
import org.parley.message.Foresight;
import org.parley.message.Submission;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;

/**
 * The broker for any number of nodes. A submission is a record, keyed by its conversation; {@link KafkaStore} of some node
 * brings it into the log.
 *
 * <p>A submission of which this node sees in advance that the log will take it is promised: it completes when all in-sync
 * replicas have the record, without its place in the log, and is appended even if the database is away for now. All
 * others (this node does not remember the members, or does not hear in time of their changes; the sender is not one; somebody
 * is added to a group …) complete with their outcome. So an acknowledgement is never taken back.
 */
@Alternative
@ApplicationScoped
public class KafkaBroker implements MessageBroker {
    private static final Logger LOG = Logger.getLogger(KafkaBroker.class.getName());

    @Inject
    @Channel(KafkaChannels.SUBMISSIONS_OUT)
    private Emitter<String> submissions;

    @Inject
    private Settings settings;

    @Inject
    private Node node;

    @Inject
    private Outcomes outcomes;

    @Inject
    private Progress progress;

    @Inject
    private Foresight foresight;

    @Inject
    private Hearing hearing;

    @Inject
    private Clock clock;

    @Inject
    private MeterRegistry metrics;

    private final AtomicInteger underWay = new AtomicInteger();
    private volatile CompletableFuture<Void> stopped;

    @PostConstruct
    void measure() {
        Gauge.builder("parley.kafka.under.way", underWay, AtomicInteger::get)
                .description("Messages of this node's that are not durable yet, or whose outcome is awaited")
                .register(metrics);
    }

    @Override
    public void publish(Submission submission, CompletableFuture<Published> result) {
        if (stopped != null) {
            result.completeExceptionally(Refusal.unavailable("The server is going away; try again."));
            return;
        }
        if (underWay.incrementAndGet() > settings.kafka().capacity()) {
            done();
            result.completeExceptionally(Refusal.overloaded());
            return;
        }
        long limit = settings.kafka().timeout().toMillis();
        CompletableFuture<Published> outcome = new CompletableFuture<>();
        outcome.orTimeout(limit, TimeUnit.MILLISECONDS).whenComplete((published, failure) -> {
            if (failure == null) {
                result.complete(published);
            } else {
                result.completeExceptionally(refusal(failure));
            }
            done();
        });
        // Before anything is judged by what is remembered: if the node stands still from here on, the record is late.
        long until = clock.millis() + limit;
        boolean foreseen = hearing.isInTime() && foresight.sees(submission, progress.of(submission.conversation()));
        send(new Accepted(foreseen ? submission.promise() : submission, node.id(), until), outcome);
    }

    private void send(Accepted accepted, CompletableFuture<Published> result) {
        Submission submission = accepted.submission();
        if (!submission.promised()) {
            outcomes.await(accepted, result);
        }
        Publisher.send(submissions, Long.toString(submission.conversation()), accepted.encode())
                .whenComplete((producedAt, failure) -> {
                    if (failure != null) {
                        result.completeExceptionally(failure);
                    } else if (accepted.isLate(producedAt)) {
                        result.completeExceptionally(new TimeoutException());
                    } else if (submission.promised()) {
                        result.complete(Published.durable(submission.conversation()));
                    }
                });
    }

    private void done() {
        int left = underWay.decrementAndGet();
        CompletableFuture<Void> waiting = stopped;
        if (left == 0 && waiting != null) {
            waiting.complete(null);
        }
    }

    private static Refusal refusal(Throwable failure) {
        if (failure instanceof Refusal refusal) {
            return refusal;
        }
        if (failure instanceof RecordTooLargeException) {
            return new Refusal(ErrorCode.TOO_LARGE, "The message is larger than what this server carries.");
        }
        return failure instanceof IllegalStateException
                ? Refusal.overloaded()
                : Refusal.unavailable("The server could not keep this safely in time; try again.");
    }

    @Override
    public boolean stop() {
        CompletableFuture<Void> none = new CompletableFuture<>();
        stopped = none;
        if (underWay.get() == 0) {
            none.complete(null);
        }
        try {
            none.get(settings.shutdownTimeout().toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException | TimeoutException e) {
            LOG.log(Level.WARNING, "Stopped with {0} messages under way; their senders were not told yes", underWay);
        }
        return false;
    }
}
