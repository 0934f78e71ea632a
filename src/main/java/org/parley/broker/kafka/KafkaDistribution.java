package org.parley.broker.kafka;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.spi.EventMetadata;
import jakarta.inject.Inject;
import jakarta.json.stream.JsonGenerator;

import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.parley.conversation.MemberDirectory;
import org.parley.delivery.Delivery;
import org.parley.delivery.Distribution;
import org.parley.delivery.Drops;
import org.parley.delivery.Posted;
import org.parley.inbox.Announcer;
import org.parley.message.Outcome;
import org.parley.protocol.FrameCodec;
import org.parley.protocol.ServerFrame;
import org.parley.security.AccountDisabled;
import org.parley.security.SessionEnded;

/**
 * Tells every node by two topics that each of them reads from its start on: entries, keyed by their conversation, and
 * events, which may be lost.
 */
@Alternative
@ApplicationScoped
public class KafkaDistribution implements Distribution {
    static final String NOTHING = "null";

    private static final Logger LOG = Logger.getLogger(KafkaDistribution.class.getName());

    @Inject
    @Channel(KafkaChannels.DELIVERIES_OUT)
    private Emitter<String> deliveries;

    @Inject
    @Channel(KafkaChannels.EVENTS_OUT)
    private Emitter<String> events;

    @Inject
    private Node node;

    @Inject
    private Delivery delivery;

    @Inject
    private Announcer announcer;

    @Inject
    private MemberDirectory directory;

    @Inject
    private Drops drops;

    @Override
    public CompletionStage<Void> appended(Outcome.Appended appended) {
        Optional<Collection<Long>> audience = appended.members().count() <= Told.FEW
                ? Optional.of(appended.members().users())
                : Optional.empty();
        Told told = new Told(Posted.of(appended), audience);
        return deliver(appended.entry().conversation(), told.encode());
    }

    /** Tells the node where somebody waits for what became of a submission. */
    CompletionStage<Void> answer(long conversation, Answer answer) {
        return deliver(conversation, answer.encode());
    }

    /** Tells this node itself, by one partition; if that fails, it is not heard. */
    void beat(int partition, long beat) {
        String value = Envelope.encode(head -> head.write("beat", beat).write("node", node.id()), NOTHING);
        Publisher.send(deliveries, partition, value);
    }

    private CompletionStage<Void> deliver(long conversation, String value) {
        return Publisher.send(deliveries, Long.toString(conversation), value).thenAccept(time -> {});
    }

    @Override
    public void toMembers(long conversation, OptionalLong except, ServerFrame frame) {
        directory.of(conversation).ifPresent(members -> {
            delivery.send(members.users(), except, frame);
            tellOthers(
                    conversation,
                    head -> {
                        except.ifPresent(user -> head.write("except", user));
                        if (members.count() <= Told.FEW) {
                            Told.write(head, "to", members.users());
                        } else {
                            head.write("conversation", conversation);
                        }
                    },
                    FrameCodec.encode(frame));
        });
    }

    @Override
    public void toUser(long user, ServerFrame frame) {
        delivery.send(List.of(user), OptionalLong.empty(), frame);
        tellOthers(user, head -> Told.write(head, "to", List.of(user)), FrameCodec.encode(frame));
    }

    @Override
    public void membersChanged(long conversation, long version) {
        directory.forgetBefore(conversation, version);
        tellOthers(conversation, head -> head.write("members", conversation).write("version", version), NOTHING);
    }

    @Override
    public void toNodes(String subject, String json) {
        tellOthers(node.id(), head -> head.write("subject", subject), json);
    }

    @Override
    public void announce(long conversation, Collection<Long> users) {
        announcer.announce(conversation, users);
        tellOthers(
                conversation,
                head -> {
                    head.write("announce", conversation);
                    Told.write(head, "to", users);
                },
                NOTHING);
    }

    void ended(@Observes SessionEnded ended, EventMetadata metadata) {
        if (!metadata.getQualifiers().contains(Elsewhere.QUALIFIER)) {
            tellOthers(
                    ended.userId(),
                    head -> head.write("session", ended.sessionId()).write("user", ended.userId()),
                    NOTHING);
        }
    }

    void disabled(@Observes AccountDisabled disabled, EventMetadata metadata) {
        if (!metadata.getQualifiers().contains(Elsewhere.QUALIFIER)) {
            tellOthers(disabled.userId(), head -> head.write("disabled", disabled.userId()), NOTHING);
        }
    }

    private void tellOthers(long key, Consumer<JsonGenerator> head, String body) {
        tellOthers(Long.toString(key), head, body);
    }

    private void tellOthers(String key, Consumer<JsonGenerator> head, String body) {
        String value = Envelope.encode(
                generator -> {
                    generator.write("node", node.id());
                    head.accept(generator);
                },
                body);
        Publisher.send(events, key, value).whenComplete((time, failure) -> {
            if (failure != null) {
                drops.count(Drops.Reason.NOT_CARRIED, "other nodes", 1);
                LOG.log(Level.FINE, "Other nodes were not told", failure);
            }
        });
    }
}
