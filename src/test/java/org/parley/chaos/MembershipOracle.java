package org.parley.chaos;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.parley.chaos.Evidence.Sent;
import org.parley.chaos.Evidence.Stored;
import org.parley.chaos.Evidence.Testimony;
import org.parley.chaos.Violation.Rule;

/** Says which promises about who belongs to a conversation were not kept. */
final class MembershipOracle {
    private record Change(String conversation, String event, Set<String> users) {
        boolean isToldBy(Content content) {
            return content.tells(event) && users.stream().allMatch(content::names);
        }
    }

    private final Evidence evidence;
    private final Logs logs;
    private final Tenures tenures;
    private final Verdict verdict;

    MembershipOracle(Evidence evidence, Logs logs, Tenures tenures, Verdict verdict) {
        this.evidence = evidence;
        this.logs = logs;
        this.tenures = tenures;
        this.verdict = verdict;
    }

    void judge() {
        for (Testimony testimony : evidence.testimonies()) {
            testimony.sent().forEach(sent -> refused(testimony.user(), sent));
            commands(testimony);
        }
        logs.all().values().stream()
                .map(log -> log.firstEntry().getValue())
                .filter(Tenures::begins)
                .forEach(first -> members(first.conversation()));
    }

    /** The server makes an entry of its own for each of them, also where it changes nothing, as to mute once more. */
    private void commands(Testimony testimony) {
        Map<Change, Long> wanted = testimony.commands().stream()
                .map(command -> new Change(command.conversation(), command.event(), Set.copyOf(command.users())))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        wanted.forEach((change, times) -> {
            long entries = logs.of(change.conversation()).values().stream()
                    .filter(stored -> stored.sender().equals(testimony.user()))
                    .filter(stored -> change.isToldBy(stored.entry().content()))
                    .count();
            verdict.demand(
                    entries >= times,
                    Rule.COMMANDS_ARE_IN_THE_LOG,
                    testimony.user(),
                    " was told yes ",
                    times,
                    " times to ",
                    change,
                    ", but the log tells of it ",
                    entries,
                    " times");
        });
    }

    private void members(String group) {
        Map<String, Long> stored = new TreeMap<>();
        evidence.members().stream()
                .filter(member -> member.conversation().equals(group))
                .forEach(member -> stored.put(member.user(), member.joinedSeq()));
        Map<String, Long> told = tenures.open(group);
        verdict.demand(
                told.equals(stored),
                Rule.MEMBERS_ARE_IN_THE_LOG,
                "the members of ",
                group,
                " are ",
                stored,
                ", but by its log ",
                told);
    }

    /**
     * Nobody is blocked here, and only groups have somebody who mutes and removes. A group whose creation failed is taken
     * back and has no log: what its owner wrote meanwhile is refused. Of changes it is not known what their targets allow.
     */
    private void refused(String user, Sent sent) {
        TreeMap<Long, Stored> log = logs.of(sent.conversation());
        if (!sent.refused() || sent.content().target() > 0 || log.isEmpty()) {
            return;
        }
        boolean reason = log.values().stream().anyMatch(stored -> mayKeepFromWriting(stored, user));
        verdict.demand(reason, Rule.REFUSED_WITH_REASON, user, "'s ", sent);
    }

    private static boolean mayKeepFromWriting(Stored stored, String user) {
        Content content = stored.entry().content();
        return stored.dissolved() || stored.departed().contains(user) || content.tells("muted") && content.names(user);
    }
}
