package org.parley.message;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.ejb.SessionContext;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.PersistenceException;
import jakarta.persistence.Query;

import org.parley.audit.AuditTrail;
import org.parley.audit.Deed;
import org.parley.conversation.ConversationLocks;
import org.parley.conversation.ConversationLocks.Advance;
import org.parley.conversation.EntryRule;
import org.parley.conversation.Members;
import org.parley.conversation.OpenConversation;
import org.parley.jpa.DatabaseAbsence;
import org.parley.message.Foresight.Forecast;
import org.parley.protocol.Content;
import org.parley.protocol.Entry;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;
import org.parley.user.UserDirectory;

/** The only writer of the log. */
@Stateless
public class MessageLog {
    @PersistenceContext
    private EntityManager entities;

    @Resource
    private SessionContext context;

    /** By its name, as it is called with each batch: see {@code LogWriter}. */
    @EJB
    private Refusals refusals;

    @Inject
    private ConversationLocks locks;

    @Inject
    private UserDirectory users;

    @Inject
    private AuditTrail trail;

    @Inject
    @Any
    private Instance<EntryRule<?>> allRules;

    @Inject
    private Clock clock;

    private Map<Class<?>, EntryRule<?>> rules;

    @PostConstruct
    void indexRules() {
        rules = allRules.stream().collect(Collectors.toMap(EntryRule::contentType, rule -> rule));
    }

    /** The identity of a message before it has a place in the log. */
    private record Key(long sender, String cid) {
        static Key of(Submission submission) {
            return new Key(submission.sender().id(), submission.cid());
        }
    }

    /**
     * Appends a batch in one transaction: when this returns, everything that it says is durable. The entries of a
     * conversation get the seqs that follow its last one, in the order of the batch. A submission whose sender and cid
     * the log knows is not appended again. One that a rule refuses does not keep the others from being appended.
     *
     * @return an outcome for each submission, in the order of the batch
     * @throws jakarta.ejb.EJBException if the database refused or is away; nothing of the batch was appended then, unless the
     *     connection was lost during the commit: appending the same again is always safe
     */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public List<Outcome> append(List<Submission> batch) {
        Map<Long, OpenConversation> conversations = lock(batch);
        // Read after the locks are held, so that it sees what any other node appended to these conversations.
        return append(batch, conversations, known(batch), refused -> refused);
    }

    /**
     * Appends a batch like {@link #append}, but without reading anything first: the database confirms the forecasts with the
     * same statement that takes the conversations' rows.
     *
     * @param forecasts of each conversation of the batch
     * @return empty if it did not, or if it found that a message is in the log: nothing was appended then
     * @throws jakarta.ejb.EJBException if the database is away, as above
     */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public Optional<List<Outcome>> appendForeseen(List<Submission> batch, Map<Long, Forecast> forecasts) {
        Map<Long, Long> counts =
                batch.stream().collect(Collectors.groupingBy(Submission::conversation, Collectors.counting()));
        if (!locks.advance(forecasts.values().stream()
                .map(forecast -> advance(forecast, counts.get(forecast.conversation())))
                .toList())) {
            context.setRollbackOnly();
            return Optional.empty();
        }
        if (!refusedBefore(batch).isEmpty()) {
            context.setRollbackOnly();
            return Optional.empty();
        }
        return unlessRefused(() -> appendAfter(forecasts, batch));
    }

    private List<Outcome> appendAfter(Map<Long, Forecast> forecasts, List<Submission> batch) {
        Instant now = now();
        Map<Long, Long> ends = new HashMap<>();
        forecasts.forEach((conversation, forecast) -> ends.put(conversation, forecast.lastSeq()));
        List<Outcome> outcomes = new ArrayList<>(batch.size());
        for (Submission submission : batch) {
            Entry entry = persist(submission, ends.merge(submission.conversation(), 1L, Long::sum), now);
            Members members = forecasts.get(submission.conversation()).members();
            outcomes.add(new Outcome.Appended(submission, entry, members, OpenConversation.Changes.NONE));
        }
        return outcomes;
    }

    private static Advance advance(Forecast forecast, long entries) {
        return new Advance(
                forecast.conversation(), forecast.lastSeq(), forecast.members().version(), entries);
    }

    /**
     * Appends a batch of which probably none is in the log yet, like {@link #append} but without looking for it there.
     *
     * @return empty if the database found that one is in the log, or otherwise refused: nothing was appended then
     * @throws jakarta.ejb.EJBException if the database is away, as above
     */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public Optional<List<Outcome>> appendNew(List<Submission> batch) {
        Map<Long, OpenConversation> conversations = lock(batch);
        // What is refused now may have been appended before, when it was allowed.
        return unlessRefused(() -> append(batch, conversations, new HashMap<>(), this::knownOr));
    }

    /** @return empty if the database refuses what is written, which is nothing then */
    private Optional<List<Outcome>> unlessRefused(Supplier<List<Outcome>> appending) {
        try {
            List<Outcome> outcomes = appending.get();
            entities.flush();
            return Optional.of(outcomes);
        } catch (PersistenceException e) {
            if (DatabaseAbsence.mayPass(e)) {
                throw e;
            }
            // No failure worth a line in the log: clients send again after each lost connection.
            context.setRollbackOnly();
            return Optional.empty();
        }
    }

    private Outcome knownOr(Outcome.Refused refused) {
        Entry original = known(List.of(refused.submission())).get(Key.of(refused.submission()));
        return original == null ? refused : new Outcome.Known(refused.submission(), original);
    }

    private Map<Long, OpenConversation> lock(List<Submission> batch) {
        return locks.lock(batch.stream().map(Submission::conversation).collect(Collectors.toSet()));
    }

    /** @param orKnown looks whether what is refused is in the log all the same */
    private List<Outcome> append(
            List<Submission> batch,
            Map<Long, OpenConversation> conversations,
            Map<Key, Entry> known,
            Function<Outcome.Refused, Outcome> orKnown) {
        Map<String, Refusal> refused = new HashMap<>(refusedBefore(batch));
        Instant now = now();
        List<Outcome> outcomes = new ArrayList<>(batch.size());
        for (Submission submission : batch) {
            Optional<Refusal> before = submission.attempt().map(attempt -> refused.get(attempt.id()));
            Outcome outcome = append(submission, conversations.get(submission.conversation()), known, before, now);
            outcome = outcome instanceof Outcome.Refused refusal ? orKnown.apply(refusal) : outcome;
            if (outcome instanceof Outcome.Refused no && before.isEmpty()) {
                // Its record may be in this batch once more.
                submission.attempt().ifPresent(attempt -> refused.put(attempt.id(), no.refusal()));
                refusals.keep(submission, no.refusal());
            }
            outcomes.add(outcome);
        }
        record(outcomes, conversations.values());
        return outcomes;
    }

    private Map<String, Refusal> refusedBefore(List<Submission> batch) {
        boolean none =
                batch.stream().allMatch(submission -> submission.attempt().isEmpty());
        return none ? Map.of() : refusals.of(batch);
    }

    /**
     * Refuses what the database does not take, for good.
     *
     * @throws jakarta.ejb.EJBException if the database can't keep that; nobody is to be told then
     */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public Outcome refuse(Submission submission, Refusal refusal) {
        if (refusedBefore(List.of(submission)).isEmpty()) {
            refusals.keep(submission, refusal);
        }
        return new Outcome.Refused(submission, refusal);
    }

    /** Nothing but the trail's own rows is written while it is held. */
    private void record(List<Outcome> outcomes, Collection<OpenConversation> conversations) {
        List<Deed> deeds = Stream.concat(
                        outcomes.stream()
                                .filter(Outcome.Appended.class::isInstance)
                                .flatMap(outcome -> outcome.submission().deed().stream()),
                        conversations.stream().flatMap(conversation -> conversation.deeds().stream()))
                .toList();
        if (!deeds.isEmpty()) {
            entities.flush();
            deeds.forEach(trail::record);
        }
    }

    /** @param before why this attempt was refused before, which is final */
    private Outcome append(
            Submission submission,
            OpenConversation conversation,
            Map<Key, Entry> known,
            Optional<Refusal> before,
            Instant now) {
        Entry original = known.get(Key.of(submission));
        if (original != null) {
            return new Outcome.Known(submission, original);
        }
        if (before.isPresent()) {
            return new Outcome.Refused(submission, before.get());
        }
        if (conversation == null) {
            return new Outcome.Refused(submission, new Refusal(ErrorCode.NOT_FOUND, "There is no such conversation."));
        }
        if (!submission.promised()) {
            try {
                applyRule(submission, conversation);
            } catch (Refusal refusal) {
                return new Outcome.Refused(submission, verdict(refusal));
            }
        }
        Entry entry = persist(submission, conversation.nextSeq(), now);
        known.put(Key.of(submission), entry);
        return new Outcome.Appended(submission, entry, conversation.members(), conversation.takeChanges());
    }

    /** A rule's no is final, whereas {@code unavailable} is the word for a database that takes the same later. */
    private static Refusal verdict(Refusal refusal) {
        return refusal.code() == ErrorCode.UNAVAILABLE ? new Refusal(ErrorCode.CONFLICT, refusal.detail()) : refusal;
    }

    private Entry persist(Submission submission, long seq, Instant now) {
        Entry entry = new Entry(
                submission.conversation(),
                seq,
                submission.sender().handle(),
                submission.cid(),
                submission.content().kind(),
                now,
                submission.contentJson());
        entities.persist(new Message(entry, submission.sender().id()));
        return entry;
    }

    /** To the precision that the database has. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private void applyRule(Submission submission, OpenConversation conversation) {
        EntryRule<?> rule = rules.get(submission.content().getClass());
        if (rule == null) {
            throw new Refusal(ErrorCode.UNSUPPORTED, "This server does not accept messages of this kind.");
        }
        apply(rule, submission, conversation);
    }

    private static <C extends Content> void apply(
            EntryRule<C> rule, Submission submission, OpenConversation conversation) {
        C content = rule.contentType().cast(submission.content());
        if (!submission.byAdministrator()) {
            conversation.demand(rule.operation(content, submission.sender()), submission.sender());
        }
        rule.apply(content, submission.sender(), conversation);
    }

    private Map<Key, Entry> known(List<Submission> batch) {
        String pairs = batch.stream().map(submission -> "(?,?)").collect(Collectors.joining(","));
        Query query = entities.createNativeQuery(
                "SELECT * FROM parley_message WHERE (cid, sender_id) IN (" + pairs + ")", Message.class);
        int position = 1;
        for (Submission submission : batch) {
            query.setParameter(position++, submission.cid());
            query.setParameter(position++, submission.sender().id());
        }
        Map<Key, Entry> known = new HashMap<>();
        for (Object row : query.getResultList()) {
            Message message = (Message) row;
            String handle = users.byId(message.senderId()).orElseThrow().handle();
            Entry entry = message.entry(handle);
            known.put(new Key(message.senderId(), entry.cid()), entry);
        }
        return known;
    }
}
