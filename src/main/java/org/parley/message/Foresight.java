package org.parley.message;

import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;

import com.github.benmanes.caffeine.cache.Cache;
import org.parley.conversation.Acquaintance;
import org.parley.conversation.EntryRule;
import org.parley.conversation.MemberDirectory;
import org.parley.conversation.Members;
import org.parley.local.LocalCaches;
import org.parley.protocol.Content;
import org.parley.user.UserRef;

/**
 * Says in advance what the log will take, from what this node remembers. Never waits for anything; thread-safe.
 */
@ApplicationScoped
public class Foresight {
    private static final int ENDS_REMEMBERED = 500_000;

    @Inject
    @Any
    private Instance<EntryRule<?>> allRules;

    @Inject
    private MemberDirectory directory;

    @Inject
    private Acquaintance acquaintance;

    @Inject
    private Clock clock;

    private Map<Class<?>, EntryRule<?>> rules;

    /** The seq of the last entry of a conversation that this node appended. */
    private final Cache<Long, Long> ends =
            LocalCaches.builder().maximumSize(ENDS_REMEMBERED).build();

    /**
     * What a conversation looks like before a batch is appended to it, as far as this node knows.
     *
     * @param lastSeq the seq of its last entry
     */
    public record Forecast(long conversation, long lastSeq, Members members) {}

    @PostConstruct
    void indexRules() {
        rules = allRules.stream().collect(Collectors.toMap(EntryRule::contentType, rule -> rule));
    }

    /**
     * @param lastSeq an entry of the conversation that is surely there; 0 if none is known
     * @return whether the submission will surely be appended, if not now, then as soon as the database can
     */
    public boolean sees(Submission submission, long lastSeq) {
        return directory
                .remembered(submission.conversation())
                .filter(members -> foresees(submission, members, lastSeq))
                .isPresent();
    }

    /**
     * @return what each conversation of the batch looks like, if this node was the last to write there and if each submission
     *     will surely be taken; otherwise nothing
     */
    public Optional<Map<Long, Forecast>> forecast(List<Submission> batch) {
        Map<Long, Forecast> forecasts = new HashMap<>();
        for (Submission submission : batch) {
            Forecast forecast = forecasts.computeIfAbsent(submission.conversation(), this::forecast);
            if (forecast == null || !fits(submission, forecast)) {
                return Optional.empty();
            }
        }
        return Optional.of(forecasts);
    }

    /** @return null if this node doesn't know */
    private Forecast forecast(long conversation) {
        Long lastSeq = ends.getIfPresent(conversation);
        Optional<Members> members = directory.remembered(conversation);
        return lastSeq == null || members.isEmpty() ? null : new Forecast(conversation, lastSeq, members.get());
    }

    private boolean fits(Submission submission, Forecast forecast) {
        return submission.promised() || foresees(submission, forecast.members(), forecast.lastSeq());
    }

    /** To be told what became of each submission, after the commit. */
    public void remember(Outcome outcome) {
        if (outcome instanceof Outcome.Appended appended) {
            ends.asMap().merge(appended.entry().conversation(), appended.entry().seq(), Math::max);
        }
    }

    private boolean foresees(Submission submission, Members members, long lastSeq) {
        EntryRule<?> rule = rules.get(submission.content().getClass());
        return rule != null && foresees(rule, submission, members, lastSeq);
    }

    private <C extends Content> boolean foresees(
            EntryRule<C> rule, Submission submission, Members members, long lastSeq) {
        C content = rule.contentType().cast(submission.content());
        UserRef sender = submission.sender();
        return members.surelyLet(sender.id(), rule.operation(content, sender), clock.instant())
                && (members.count() > 2 || !acquaintance.matters())
                && rule.foresees(content, sender, members, lastSeq);
    }
}
