package org.parley.gateway;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;

import org.parley.audit.Deed;
import org.parley.broker.ServerEntries;
import org.parley.protocol.Content;
import org.parley.protocol.Membership;
import org.parley.protocol.Refusal;
import org.parley.security.Proxies;
import org.parley.user.UserDirectory;
import org.parley.user.UserRef;

/** Changes of a conversation that come by REST: entries of its log like any other, but the caller waits for them. */
@ApplicationScoped
class LogCommands {
    @Inject
    private ServerEntries entries;

    @Inject
    private UserDirectory users;

    @Inject
    private Proxies proxies;

    @Inject
    private HttpServletRequest request;

    /**
     * Returns when the change is in the log, and in the audit trail, if others are concerned.
     *
     * @throws Refusal if it is not allowed, or could not be made in time
     */
    void append(UserRef user, long conversation, Content change) {
        entries.append(user, conversation, change, deed(user, conversation, change));
    }

    private Optional<Deed> deed(UserRef user, long conversation, Content change) {
        return change instanceof Membership membership && moderates(user, membership)
                ? Optional.of(new Deed(
                        Deed.person(user.id()),
                        "group." + membership.event().wire(),
                        Long.toString(conversation),
                        details(membership),
                        proxies.address(request)))
                : Optional.empty();
    }

    /** Whoever begins a group, or comes and goes by themself, needs no rights over others. */
    private static boolean moderates(UserRef user, Membership change) {
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
