package org.parley.broker;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;

import org.parley.broker.kafka.Backlog;
import org.parley.config.Settings;
import org.parley.jpa.SchemaReady;

/**
 * Keeps a change of {@code chat.message.mode}, or of {@code chat.kafka.topic}, from leaving acknowledged messages behind.
 * The database remembers in which of Kafka's topics messages may wait; who starts without reading these makes sure first
 * that none does.
 */
@ApplicationScoped
class ModeChange {
    private static final Logger LOG = Logger.getLogger(ModeChange.class.getName());
    private static final String NONE = "";
    private static final int BEFORE_ANY_MESSAGE = 1;

    @PersistenceContext
    private EntityManager entities;

    @Inject
    private Settings settings;

    /** @throws IllegalStateException if messages wait, or if nobody knows whether some do; the message tells what to do */
    @Transactional
    void check(@Observes @Priority(BEFORE_ANY_MESSAGE) SchemaReady event) {
        String now = settings.broker().mode() == Settings.MessageMode.KAFKA
                ? settings.kafka().topic()
                : NONE;
        String before = (String) entities.createNativeQuery("SELECT kafka_topic FROM parley_message_mode")
                .getSingleResult();
        if (before.equals(now)) {
            return;
        }
        if (!before.equals(NONE)) {
            requireDrained(before);
        }
        entities.createNativeQuery("UPDATE parley_message_mode SET kafka_topic = ?")
                .setParameter(1, now)
                .executeUpdate();
        LOG.log(Level.INFO, "Messages go through {0} from now on", now.equals(NONE) ? "memory" : "Kafka's " + now);
    }

    private void requireDrained(String topic) {
        String kafka = settings.kafka().bootstrapServers();
        long waiting;
        try {
            waiting = Backlog.of(settings.kafka(), topic);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(
                    "Parley can't start in this mode: it was last in Kafka mode, and whether acknowledged messages wait in "
                            + topic + ".submissions is not known, because Kafka at " + kafka
                            + " does not answer. Start that Kafka, or set chat.kafka.bootstrap-servers to where it is. Only"
                            + " if it is lost for ever, with all that it held: UPDATE parley_message_mode SET kafka_topic = ''",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        if (waiting > 0) {
            throw new IllegalStateException("Parley can't start in this mode: " + waiting
                    + " records wait in " + topic + ".submissions of Kafka at " + kafka
                    + ", acknowledged messages among them, which would be missing. Start once more with"
                    + " chat.message.mode=kafka and chat.kafka.topic=" + topic
                    + ", stop when parley_kafka_lag and parley_kafka_held are zero, and then change the mode.");
        }
    }
}
