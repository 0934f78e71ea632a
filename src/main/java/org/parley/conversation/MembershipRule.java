package org.parley.conversation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.parley.conversation.JoinState.Step;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.Membership;
import org.parley.protocol.Refusal;
import org.parley.user.UserDirectory;
import org.parley.user.UserRef;

/** How a group and its members change. Who may do so is said by {@link Operation}. */
@ApplicationScoped
class MembershipRule implements EntryRule<Membership> {
    static final int MAX_MEMBERS = 5_000;
    static final Duration LONGEST_MUTE = Duration.ofDays(366);

    @Inject
    private UserDirectory users;

    @Inject
    private GroupPictures pictures;

    @Override
    public Class<Membership> contentType() {
        return Membership.class;
    }

    @Override
    public Operation operation(Membership change, UserRef sender) {
        return switch (change.event()) {
            case CREATED -> Operation.CREATE;
            case JOINED -> comesAlone(change, sender) ? Operation.JOIN : Operation.ADD;
            case ACCEPTED -> Operation.DECIDE_JOIN_REQUESTS;
            case LEFT -> Operation.LEAVE;
            case REMOVED -> Operation.REMOVE;
            case MUTED, UNMUTED -> Operation.MUTE;
            case ROLE -> Operation.CHANGE_ROLE;
            case RENAMED -> Operation.RENAME;
            case NOTICE -> Operation.CHANGE_NOTICE;
            case AVATAR -> Operation.CHANGE_AVATAR;
            case JOIN_MODE -> Operation.CHANGE_JOIN_MODE;
            case DISSOLVED -> Operation.DISSOLVE;
        };
    }

    private static boolean comesAlone(Membership change, UserRef sender) {
        return change.users().equals(List.of(sender.handle()));
    }

    @Override
    public void apply(Membership change, UserRef sender, OpenConversation group) {
        switch (change.event()) {
            case CREATED -> create(change, group);
            case JOINED -> join(change, comesAlone(change, sender) ? Step.ENTER : Step.ADD, group);
            case ACCEPTED -> join(change, Step.ACCEPT, group);
            case LEFT -> leave(sender, group);
            case REMOVED -> remove(change, sender, group);
            case MUTED -> mute(change, sender, endOfMute(change, group.now()), group);
            case UNMUTED -> mute(change, sender, null, group);
            case ROLE -> changeRole(change, sender, group);
            case RENAMED -> group.rename(change.name().orElseThrow());
            case NOTICE ->
                group.setNotice(
                        change.name().filter(notice -> !notice.isEmpty()).orElse(null));
            case JOIN_MODE -> group.setJoinMode(joinMode(change));
            case AVATAR -> changeAvatar(change.avatar().orElse(null), group);
            case DISSOLVED -> {
                changeAvatar(null, group);
                group.dissolve();
            }
        }
    }

    private void changeAvatar(String key, OpenConversation group) {
        pictures.replace(group.avatar(), key);
        group.setAvatar(key);
    }

    /** Nobody but the owner knows of the group before: it begins with this entry for all of them, or not at all. */
    private void create(Membership change, OpenConversation group) {
        if (group.lastSeq() != 0) {
            throw new Refusal(ErrorCode.FORBIDDEN, "This group exists already.");
        }
        Set<Long> others = users.byHandles(change.users()).stream()
                .map(UserRef::id)
                .filter(user -> !group.members().contains(user))
                .collect(Collectors.toSet());
        if (group.members().count() + others.size() > MAX_MEMBERS) {
            throw tooMany();
        }
        group.found(others);
    }

    private void join(Membership change, Step step, OpenConversation group) {
        List<UserRef> newcomers = concerned(change);
        if (newcomers.isEmpty()) {
            throw new Refusal(ErrorCode.MALFORMED, "Somebody is to be added.");
        }
        if (step == Step.ENTER && group.joinMode() != JoinMode.OPEN) {
            throw new Refusal(ErrorCode.FORBIDDEN, "Only who is let in joins this group.");
        }
        for (UserRef newcomer : newcomers) {
            if (group.members().contains(newcomer.id())) {
                throw new Refusal(ErrorCode.CONFLICT, newcomer.handle() + " is a member already.");
            }
        }
        if (group.members().count() + newcomers.size() > MAX_MEMBERS) {
            throw tooMany();
        }
        group.takeIn(newcomers.stream().map(UserRef::id).collect(Collectors.toSet()), step);
    }

    private static void leave(UserRef sender, OpenConversation group) {
        if (group.standing(sender.id()) == Standing.OWNER && group.members().count() > 1) {
            throw new Refusal(ErrorCode.CONFLICT, "Hand the group over to another member first: make them its owner.");
        }
        group.remove(sender.id());
    }

    private void remove(Membership change, UserRef sender, OpenConversation group) {
        List<UserRef> removed = below(Operation.REMOVE, change, sender, group);
        removed.forEach(user -> group.remove(user.id()));
    }

    private void mute(Membership change, UserRef sender, Instant until, OpenConversation group) {
        List<UserRef> muted = below(Operation.MUTE, change, sender, group);
        muted.forEach(user -> group.silence(user.id(), until));
    }

    private static Instant endOfMute(Membership change, Instant now) {
        return change.until()
                .filter(until -> until.isAfter(now) && until.isBefore(now.plus(LONGEST_MUTE)))
                .orElseThrow(
                        () -> new Refusal(ErrorCode.MALFORMED, "People are muted until some time in the next year."));
    }

    private static JoinMode joinMode(Membership change) {
        return change.joinMode()
                .flatMap(JoinMode::of)
                .orElseThrow(
                        () -> new Refusal(ErrorCode.MALFORMED, "A group's join mode is open, approval or invitation."));
    }

    private void changeRole(Membership change, UserRef sender, OpenConversation group) {
        Role role = change.role()
                .flatMap(Role::of)
                .orElseThrow(() -> new Refusal(ErrorCode.MALFORMED, "A role is owner, admin or member."));
        if (change.users().contains(sender.handle())) {
            throw new Refusal(ErrorCode.CONFLICT, "The owner stays owner until somebody else is made it.");
        }
        List<UserRef> concerned = below(Operation.CHANGE_ROLE, change, sender, group);
        concerned.forEach(user -> group.setRole(user.id(), role));
        if (role == Role.OWNER) {
            group.setRole(sender.id(), Role.ADMIN);
        }
    }

    /** @return whom the change is about; all of them are members to whom the sender may do this */
    private List<UserRef> below(Operation operation, Membership change, UserRef sender, OpenConversation group) {
        List<UserRef> concerned = concerned(change);
        for (UserRef user : concerned) {
            Standing standing = group.standing(user.id());
            if (standing == Standing.STRANGER) {
                throw new Refusal(ErrorCode.NOT_FOUND, user.handle() + " is not a member.");
            }
            operation.demand(group.standing(sender.id()), standing);
        }
        return concerned;
    }

    private List<UserRef> concerned(Membership change) {
        List<UserRef> concerned = new ArrayList<>();
        for (String handle : change.users()) {
            concerned.add(users.byHandle(handle)
                    .orElseThrow(() -> new Refusal(ErrorCode.NOT_FOUND, "There is no user " + handle + ".")));
        }
        return concerned;
    }

    private static Refusal tooMany() {
        return new Refusal(ErrorCode.CONFLICT, "A group has at most " + MAX_MEMBERS + " members.");
    }
}
