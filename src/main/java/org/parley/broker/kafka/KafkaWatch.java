package org.parley.broker.kafka;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import org.apache.kafka.common.Metric;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.eclipse.microprofile.health.Readiness;
import org.parley.config.Settings;
import org.parley.jpa.SchemaReady;
import org.parley.timer.Timers;

/**
 * Asks every two seconds whether Kafka answers and has the topics, and makes those that are missing, if it may. Ready:
 * it answers, they are there, and this node hears in time what all nodes are told and gets messages to store. A node that
 * starts does not get ready, either, while a topic is set so that it would lose messages; who is ready does not look
 * again, or one wrong setting would put all nodes out of service at once.
 */
@Readiness
@ApplicationScoped
public class KafkaWatch implements HealthCheck {
    private static final Logger LOG = Logger.getLogger(KafkaWatch.class.getName());
    private static final Duration INTERVAL = Duration.ofSeconds(2);
    private static final Duration LIMIT = Duration.ofSeconds(3);
    private static final Duration BEAT = Duration.ofSeconds(2);

    @Inject
    private Timers timers;

    @Inject
    private Settings settings;

    @Inject
    private Hearing hearing;

    @Inject
    private KafkaDistribution distribution;

    @Inject
    private Submissions submissions;

    @Inject
    private KafkaClientService clients;

    @Inject
    private MeterRegistry metrics;

    private Topics topics;
    private volatile boolean answers;
    private boolean topicsWellSet;
    private volatile String lastProblem = "";

    void start(@Observes SchemaReady event) {
        topics = new Topics(settings.kafka(), LIMIT);
        timers.every(Duration.ZERO, INTERVAL, this::look);
        timers.every(BEAT, this::beat);
        Gauge.builder("parley.kafka.lag", this, KafkaWatch::lag)
                .description("Records of this node's partitions that are not read yet")
                .register(metrics);
        Gauge.builder("parley.kafka.held", submissions, Submissions::held)
                .description("Records that were read and are not stored yet")
                .register(metrics);
    }

    private void look() {
        try {
            Set<String> missing = topics.missing();
            if (!missing.isEmpty() && settings.kafka().createTopics()) {
                topics.create(missing);
                missing = topics.missing();
            }
            String problem = missing.isEmpty() ? wrongSettings() : "these topics are missing: " + missing;
            answers = problem.isEmpty();
            tell(problem);
        } catch (ExecutionException | TimeoutException e) {
            answers = false;
            tell(Topics.problem(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            answers = false;
            LOG.log(Level.WARNING, "Kafka could not be looked after", e);
        }
    }

    private String wrongSettings() throws ExecutionException, TimeoutException, InterruptedException {
        if (topicsWellSet) {
            return "";
        }
        Set<String> wrong = topics.wrongSettings();
        topicsWellSet = wrong.isEmpty();
        return topicsWellSet ? "" : "this node does not get ready before topics are set right: " + wrong;
    }

    private void beat() {
        try {
            if (answers) {
                hearing.partitions().forEach(partition -> distribution.beat(partition, hearing.beat()));
            }
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "This node could not tell itself anything by Kafka", e);
        }
    }

    /** Each problem once, and its end. */
    private void tell(String problem) {
        if (!problem.equals(lastProblem)) {
            lastProblem = problem;
            LOG.log(problem.isEmpty() ? Level.INFO : Level.WARNING, "Kafka at {0}: {1}", new Object[] {
                settings.kafka().bootstrapServers(), problem.isEmpty() ? "all is well" : problem
            });
        }
    }

    @Override
    public HealthCheckResponse call() {
        boolean works = answers && hearing.isInTime() && !submissions.hasFailed();
        return new HealthCheckResponse("kafka", works ? Status.UP : Status.DOWN, Optional.empty());
    }

    private double lag() {
        var consumer = clients.getConsumer(KafkaChannels.SUBMISSIONS_IN);
        if (consumer == null || consumer.unwrap() == null) {
            return Double.NaN;
        }
        return consumer.unwrap().metrics().values().stream()
                .filter(metric -> metric.metricName().name().equals("records-lag")
                        && metric.metricName().tags().containsKey("partition"))
                .map(Metric::metricValue)
                .filter(Double.class::isInstance)
                .mapToDouble(Double.class::cast)
                .filter(lag -> !Double.isNaN(lag))
                .sum();
    }

    @PreDestroy
    void close() {
        timers.cancel();
        if (topics != null) {
            topics.close();
        }
    }
}
