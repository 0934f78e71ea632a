package org.parley.message;

import java.util.Map;
import java.util.stream.Collectors;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;

import org.parley.conversation.EntryRule;
import org.parley.conversation.MemberDirectory;
import org.parley.conversation.Members;
import org.parley.protocol.Content;

/** Says in advance what the log will take. Never waits for anything; thread-safe. */
@ApplicationScoped
public class Foresight {
    @Inject
    @Any
    private Instance<EntryRule<?>> allRules;

    @Inject
    private MemberDirectory directory;

    private Map<Class<?>, EntryRule<?>> rules;

    @PostConstruct
    void indexRules() {
        rules = allRules.stream().collect(Collectors.toMap(EntryRule::contentType, rule -> rule));
    }

    /**
     * @param lastSeq an entry of the conversation that is surely there; 0 if none is known
     * @return whether the submission will surely be appended, if not now, then as soon as the database can
     */
    public boolean sees(Submission submission, long lastSeq) {
        EntryRule<?> rule = rules.get(submission.content().getClass());
        return rule != null
                && directory
                        .remembered(submission.conversation())
                        .filter(members -> foresees(rule, submission, members, lastSeq))
                        .isPresent();
    }

    private static <C extends Content> boolean foresees(
            EntryRule<C> rule, Submission submission, Members members, long lastSeq) {
        return rule.foresees(rule.contentType().cast(submission.content()), submission.sender(), members, lastSeq);
    }
}
