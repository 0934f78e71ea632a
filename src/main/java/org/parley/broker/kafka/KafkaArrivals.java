package org.parley.broker.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.EJBException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;

import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.annotations.Blocking;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.parley.broker.Arrival;
import org.parley.broker.MessageBroker.Published;
import org.parley.broker.Progress;
import org.parley.config.Settings;
import org.parley.conversation.MemberDirectory;
import org.parley.delivery.ConnectionRegistry;
import org.parley.delivery.Delivery;
import org.parley.delivery.Drops;
import org.parley.delivery.NodeNotice;
import org.parley.delivery.Posted;
import org.parley.inbox.Announcer;
import org.parley.protocol.Entry;
import org.parley.security.AccountDisabled;
import org.parley.security.SessionEnded;

/** What all nodes are told, as this node hears it: one record after the other. */
@ApplicationScoped
class KafkaArrivals {
    private static final Logger LOG = Logger.getLogger(KafkaArrivals.class.getName());
    private static final Duration DATABASE_LIMIT = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofMillis(200);

    @Inject
    private Settings settings;

    @Inject
    private Node node;

    @Inject
    private Hearing hearing;

    @Inject
    @Identifier(KafkaChannels.POSITIONS)
    private Positions positions;

    @Inject
    private Progress progress;

    @Inject
    private Outcomes outcomes;

    @Inject
    private Arrival arrival;

    @Inject
    private Delivery delivery;

    @Inject
    private Announcer announcer;

    @Inject
    private MemberDirectory directory;

    @Inject
    private MembersAhead membersAhead;

    @Inject
    private ConnectionRegistry connections;

    @Inject
    private Drops drops;

    @Inject
    private Event<Object> local;

    private TopicNames topics;

    @PostConstruct
    void nameTopics() {
        topics = TopicNames.of(settings.kafka());
    }

    @Incoming(KafkaChannels.DELIVERIES_IN)
    @Blocking
    void arrived(ConsumerRecords<String, String> records) {
        for (ConsumerRecord<String, String> record : records) {
            Supplier<String> concerned =
                    () -> "record " + record.topic() + "-" + record.partition() + "@" + record.offset();
            try {
                Envelope envelope = Envelope.decode(record.value());
                if (!record.topic().equals(topics.deliveries())) {
                    event(envelope);
                } else if (envelope.head().containsKey("beat")) {
                    beat(record.partition(), envelope.head());
                } else if (Answer.isIn(envelope)) {
                    Answer.decode(envelope).give(outcomes);
                } else {
                    Told told = Told.decode(envelope);
                    Entry entry = told.posted().entry();
                    concerned = () -> "conversation " + entry.conversation() + " cid " + entry.cid();
                    entry(told);
                }
            } catch (RuntimeException | Error e) {
                drops.count(Drops.Reason.NOT_CARRIED, "all", 1);
                LOG.log(
                        Level.WARNING,
                        "What all nodes were told could not be understood here [" + concerned.get() + "]",
                        e);
            }
            positions.passed(record);
        }
    }

    private void beat(int partition, JsonObject head) {
        if (head.getString("node").equals(node.id())) {
            hearing.heard(partition, Told.number(head, "beat"));
        }
    }

    private void entry(Told told) {
        Entry entry = told.posted().entry();
        long sender = told.posted().sender();
        boolean acknowledged = outcomes.appended(
                sender,
                entry.cid(),
                new Published(entry.conversation(), Optional.of(entry.seq()), Optional.of(entry.at())));
        directory.forgetBefore(entry.conversation(), told.posted().membersVersion());
        Supplier<Collection<Long>> audience = () -> told.audience().orElseGet(() -> audience(told));
        if (progress.advance(entry.conversation(), entry.seq())) {
            // Who has given up waiting gets it like everybody else.
            Posted posted = acknowledged ? told.posted() : told.posted().withoutOrigin();
            arrival.tell(posted, audience.get());
        } else if (!told.posted().changes().isEmpty()) {
            // It came behind a later entry, and clients find it by the gap; but not that they came in, or were put out.
            arrival.announce(told.posted(), told.posted().changes().summary() ? audience.get() : List.of());
        }
        if (!connections.of(sender).isEmpty()) {
            membersAhead.read(entry.conversation());
        }
    }

    /** The database may be away just now. Then everything waits for a while, to keep the order. */
    private Collection<Long> audience(Told told) {
        Entry entry = told.posted().entry();
        long end = System.nanoTime() + DATABASE_LIMIT.toNanos();
        while (true) {
            try {
                return directory.audience(entry.conversation(), told.posted().membersVersion(), entry.seq());
            } catch (EJBException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
                java.util.concurrent.locks.LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    private void event(Envelope envelope) {
        JsonObject head = envelope.head();
        boolean own = head.getString("node").equals(node.id());
        if (head.containsKey("subject")) {
            local.fire(new NodeNotice(head.getString("node"), own, head.getString("subject"), envelope.body()));
            return;
        }
        if (own) {
            return;
        }
        if (head.containsKey("announce")) {
            announcer.announce(Told.number(head, "announce"), Told.longs(head, "to"));
        } else if (head.containsKey("members")) {
            directory.forgetBefore(Told.number(head, "members"), Told.number(head, "version"));
        } else if (head.containsKey("session")) {
            local.select(Elsewhere.QUALIFIER)
                    .fire(new SessionEnded(head.getString("session"), Told.number(head, "user")));
        } else if (head.containsKey("disabled")) {
            local.select(Elsewhere.QUALIFIER).fire(new AccountDisabled(Told.number(head, "disabled")));
        } else {
            OptionalLong except =
                    head.containsKey("except") ? OptionalLong.of(Told.number(head, "except")) : OptionalLong.empty();
            if (head.containsKey("to")) {
                delivery.send(Told.longs(head, "to"), except, envelope::body);
            } else {
                membersAhead.with(
                        Told.number(head, "conversation"),
                        members -> delivery.send(members.users(), except, envelope::body));
            }
        }
    }
}
