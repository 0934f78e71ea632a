package org.parley.gateway;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.parley.audit.Deed;
import org.parley.conversation.JoinState.Step;
import org.parley.protocol.Content;
import org.parley.protocol.Membership;
import org.parley.user.UserDirectory;
import org.parley.user.UserRef;

/** What the audit trail is told of those who use their rights over others in a conversation. */
@ApplicationScoped
class Moderation {
    @Inject
    private UserDirectory users;

    /** @return empty if it concerns nobody else */
    Optional<Deed> deed(UserRef user, long conversation, Content change, String address) {
        if (change instanceof Membership membership && concernsOthers(user, membership)) {
            return Optional.of(
                    deed(user, "group." + membership.event().wire(), conversation, details(membership), address));
        }
        return Optional.empty();
    }

    Deed deed(UserRef user, long group, Step decision, UserRef asker, String address) {
        String action =
                switch (decision) {
                    case REFUSE -> "group.request-refused";
                    case BLOCK -> "group.request-blocked";
                    case UNBLOCK -> "group.request-unblocked";
                    default -> throw new IllegalArgumentException("no decision: " + decision);
                };
        return deed(user, action, group, Deed.person(asker.id()), address);
    }

    private static Deed deed(UserRef user, String action, long conversation, String details, String address) {
        return new Deed(Deed.person(user.id()), action, Long.toString(conversation), details, address);
    }

    /** Whoever begins a group, or comes and goes by themself, needs no rights over others. */
    private static boolean concernsOthers(UserRef user, Membership change) {
        return change.event() != Membership.Event.CREATED
                && change.event() != Membership.Event.LEFT
                && !change.users().equals(List.of(user.handle()));
    }

    // Names of people and roles, but not what a group is called or what it notifies its members of.
    private String details(Membership change) {
        String people = change.users().stream()
                .flatMap(handle -> users.byHandle(handle).stream())
                .map(person -> Deed.person(person.id()))
                .collect(Collectors.joining(" "));
        return change.role().map(role -> people + " " + role).orElse(people);
    }
}
