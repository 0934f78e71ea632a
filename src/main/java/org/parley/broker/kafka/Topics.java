package org.parley.broker.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.parley.config.Settings;

/** Parley's topics in Kafka: which are missing, how they are made, and whether those that others made keep what they must. */
public final class Topics implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Topics.class.getName());
    private static final int REPLICAS_FOR_TWO_IN_SYNC = 3;

    /** What a topic must be set to, whoever made it; the rest is the operator's choice. */
    private static final Set<String> REQUIRED = Set.of(
            TopicConfig.CLEANUP_POLICY_CONFIG,
            TopicConfig.RETENTION_BYTES_CONFIG,
            TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG);

    private final Settings.Kafka settings;
    private final Duration limit;
    private final Admin admin;

    /** @param limit how long one question to Kafka may take */
    Topics(Settings.Kafka settings, Duration limit) {
        this.settings = settings;
        this.limit = limit;
        Map<String, Object> properties = new HashMap<>(KafkaChannels.clientProperties(settings));
        properties.put("client.id", "parley-topics");
        properties.put("request.timeout.ms", Integer.toString((int) limit.toMillis()));
        properties.put("default.api.timeout.ms", Integer.toString((int) limit.toMillis()));
        properties.put("reconnect.backoff.max.ms", "2000");
        this.admin = Admin.create(properties);
    }

    /**
     * Makes missing topics before anything reads them, if Kafka is there already; if not, {@link KafkaWatch} does so when
     * it is. Returns within seconds.
     */
    public static void prepare(Settings.Kafka settings) {
        if (!settings.createTopics()) {
            return;
        }
        try (Topics topics = new Topics(settings, Duration.ofSeconds(3))) {
            topics.create(topics.missing());
        } catch (ExecutionException | TimeoutException e) {
            LOG.log(Level.WARNING, "Kafka at {0}: {1}", new Object[] {settings.bootstrapServers(), problem(e)});
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return what an operator is to know of a question that failed */
    static String problem(Exception failure) {
        Throwable cause = failure.getCause();
        return cause instanceof AuthenticationException || cause instanceof AuthorizationException
                ? "it refuses this node: " + cause.getMessage()
                : "it does not answer";
    }

    /** @throws ExecutionException or TimeoutException if Kafka does not answer */
    Set<String> missing() throws ExecutionException, TimeoutException, InterruptedException {
        Set<String> there = admin.listTopics().names().get(limit.toMillis(), TimeUnit.MILLISECONDS);
        Set<String> missing = new TreeSet<>();
        wanted().forEach(topic -> missing.add(topic.name()));
        missing.removeAll(there);
        return missing;
    }

    /** Makes those that are missing; another node may do so at the same time. */
    void create(Set<String> missing) throws TimeoutException, InterruptedException {
        for (NewTopic topic : wanted()) {
            if (!missing.contains(topic.name())) {
                continue;
            }
            try {
                admin.createTopics(List.of(topic)).all().get(limit.toMillis(), TimeUnit.MILLISECONDS);
                LOG.log(Level.INFO, "Made the topic {0}", topic.name());
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    LOG.log(Level.SEVERE, "The topic {0} is missing and could not be made: {1}", new Object[] {
                        topic.name(), e.getCause().getMessage()
                    });
                }
            }
        }
    }

    /**
     * Settings with which a topic would lose messages, or have them judged by a wrong time. Nothing is known of topics
     * whose settings this node may not read; the log tells so.
     *
     * @return for each what it is and what it must be, in the order of their names; all topics must be there
     * @throws ExecutionException or TimeoutException if Kafka does not answer
     */
    Set<String> wrongSettings() throws ExecutionException, TimeoutException, InterruptedException {
        Map<ConfigResource, NewTopic> wanted = new HashMap<>();
        wanted().forEach(topic -> wanted.put(new ConfigResource(ConfigResource.Type.TOPIC, topic.name()), topic));
        Map<ConfigResource, Config> actual;
        try {
            actual = admin.describeConfigs(wanted.keySet()).all().get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthorizationException) {
                LOG.log(Level.WARNING, "The settings of the topics are not known: {0}", problem(e));
                return Set.of();
            }
            throw e;
        }
        Set<String> wrong = new TreeSet<>();
        actual.forEach((topic, settings) -> wanted.get(topic).configs().forEach((name, value) -> {
            String set = settings.get(name).value();
            if (REQUIRED.contains(name) && !set.equals(value)) {
                wrong.add(topic.name() + " has " + name + "=" + set + " and must have " + value);
            }
        }));
        return wrong;
    }

    private List<NewTopic> wanted() {
        TopicNames names = TopicNames.of(settings);
        List<NewTopic> topics = new ArrayList<>();
        // What the time of a record says there is when its node sent it.
        topics.add(topic(names.submissions(), settings.partitions(), Duration.ofDays(7), "CreateTime"));
        // A node whose clock is far ahead is refused there. Here it may go on telling what it stored for others.
        topics.add(topic(names.deliveries(), settings.partitions(), Duration.ofHours(1), "LogAppendTime"));
        topics.add(topic(names.events(), settings.partitions(), Duration.ofMinutes(10), "LogAppendTime"));
        topics.add(topic(names.deadLetters(), 1, Duration.ofDays(90), "LogAppendTime"));
        return topics;
    }

    private NewTopic topic(String name, int partitions, Duration retention, String time) {
        Map<String, String> configuration = new HashMap<>();
        configuration.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);
        configuration.put(TopicConfig.RETENTION_BYTES_CONFIG, "-1");
        configuration.put(TopicConfig.RETENTION_MS_CONFIG, Long.toString(retention.toMillis()));
        configuration.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, time);
        if (settings.replication() >= REPLICAS_FOR_TWO_IN_SYNC) {
            configuration.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, "2");
        }
        Optional<Short> replication =
                settings.replication() == 0 ? Optional.empty() : Optional.of((short) settings.replication());
        return new NewTopic(name, Optional.of(partitions), replication).configs(configuration);
    }

    @Override
    public void close() {
        admin.close(limit);
    }
}
