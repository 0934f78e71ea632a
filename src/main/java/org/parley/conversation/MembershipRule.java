package org.parley.conversation;

import java.util.ArrayList;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.parley.protocol.Content.Membership;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;
import org.parley.user.UserDirectory;
import org.parley.user.UserRef;

/** Who may change a group and its members, and the change itself. */
@ApplicationScoped
class MembershipRule implements EntryRule<Membership> {
    static final int MAX_MEMBERS = 5_000;

    @Inject
    private UserDirectory users;

    @Override
    public Class<Membership> contentType() {
        return Membership.class;
    }

    @Override
    public void apply(Membership change, UserRef sender, OpenConversation group) {
        if (!group.isGroup()) {
            throw new Refusal(ErrorCode.CONFLICT, "A direct conversation has just its two members; make a group.");
        }
        Role own = group.members()
                .role(sender.id())
                .orElseThrow(() -> new Refusal(ErrorCode.FORBIDDEN, "You are not a member of this group."));
        List<UserRef> concerned = concerned(change);
        switch (change.event()) {
            case JOINED -> join(concerned, own, group);
            case LEFT -> leave(sender, own, group);
            case REMOVED -> remove(concerned, own, group);
            case ROLE -> changeRole(change, concerned, sender, own, group);
            case RENAMED -> {
                demand(own.administers(), "Only owner and admins rename a group.");
                group.rename(change.name().orElseThrow());
            }
            case NOTICE -> {
                demand(own.administers(), "Only owner and admins change the notice.");
                group.setNotice(
                        change.name().filter(notice -> !notice.isEmpty()).orElse(null));
            }
            case CREATED -> {
                demand(own == Role.OWNER && group.lastSeq() == 0, "This group exists already.");
                group.markAllJoined();
            }
        }
    }

    private void join(List<UserRef> newcomers, Role own, OpenConversation group) {
        demand(own.administers(), "Only owner and admins add people.");
        for (UserRef newcomer : newcomers) {
            if (group.members().contains(newcomer.id())) {
                throw new Refusal(ErrorCode.CONFLICT, newcomer.handle() + " is a member already.");
            }
        }
        if (group.members().count() + newcomers.size() > MAX_MEMBERS) {
            throw new Refusal(ErrorCode.CONFLICT, "A group has at most " + MAX_MEMBERS + " members.");
        }
        newcomers.forEach(newcomer -> group.add(newcomer, Role.MEMBER));
    }

    private static void leave(UserRef sender, Role own, OpenConversation group) {
        if (own == Role.OWNER && group.members().count() > 1) {
            throw new Refusal(ErrorCode.CONFLICT, "Hand the group over to another member first: make them its owner.");
        }
        group.remove(sender.id());
    }

    private static void remove(List<UserRef> removed, Role own, OpenConversation group) {
        for (UserRef user : removed) {
            demand(own.outranks(roleOf(user, group)), "Only owner and admins remove people, and not each other.");
        }
        removed.forEach(user -> group.remove(user.id()));
    }

    private static void changeRole(
            Membership change, List<UserRef> concerned, UserRef sender, Role own, OpenConversation group) {
        demand(own == Role.OWNER, "Only the owner changes roles.");
        Role role = change.role()
                .flatMap(Role::of)
                .orElseThrow(() -> new Refusal(ErrorCode.MALFORMED, "A role is owner, admin or member."));
        for (UserRef user : concerned) {
            roleOf(user, group);
            if (user.id() == sender.id()) {
                throw new Refusal(ErrorCode.CONFLICT, "The owner stays owner until somebody else is made it.");
            }
        }
        concerned.forEach(user -> group.setRole(user.id(), role));
        if (role == Role.OWNER) {
            group.setRole(sender.id(), Role.ADMIN);
        }
    }

    private static Role roleOf(UserRef user, OpenConversation group) {
        return group.members()
                .role(user.id())
                .orElseThrow(() -> new Refusal(ErrorCode.NOT_FOUND, user.handle() + " is not a member."));
    }

    private List<UserRef> concerned(Membership change) {
        List<UserRef> concerned = new ArrayList<>();
        for (String handle : change.users()) {
            concerned.add(users.byHandle(handle)
                    .orElseThrow(() -> new Refusal(ErrorCode.NOT_FOUND, "There is no user " + handle + ".")));
        }
        return concerned;
    }

    private static void demand(boolean allowed, String otherwise) {
        if (!allowed) {
            throw new Refusal(ErrorCode.FORBIDDEN, otherwise);
        }
    }
}
