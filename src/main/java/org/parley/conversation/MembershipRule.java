package org.parley.conversation;

import java.util.ArrayList;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.parley.protocol.ErrorCode;
import org.parley.protocol.Membership;
import org.parley.protocol.Refusal;
import org.parley.user.UserDirectory;
import org.parley.user.UserRef;

/** How a group and its members change. Who may do so is said by {@link Operation}. */
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
        Standing own = group.standing(sender.id());
        switch (change.event()) {
            case JOINED -> join(change, own, group);
            case LEFT -> leave(sender, own, group);
            case REMOVED -> remove(change, own, group);
            case ROLE -> changeRole(change, sender, own, group);
            case RENAMED -> {
                Operation.RENAME.demand(own);
                group.rename(change.name().orElseThrow());
            }
            case NOTICE -> {
                Operation.CHANGE_NOTICE.demand(own);
                group.setNotice(
                        change.name().filter(notice -> !notice.isEmpty()).orElse(null));
            }
            case CREATED -> {
                Operation.CREATE.demand(own);
                if (group.lastSeq() != 0) {
                    throw new Refusal(ErrorCode.FORBIDDEN, "This group exists already.");
                }
                group.markAllJoined();
            }
        }
    }

    private void join(Membership change, Standing own, OpenConversation group) {
        Operation.ADD.demand(own);
        List<UserRef> newcomers = concerned(change);
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

    private static void leave(UserRef sender, Standing own, OpenConversation group) {
        Operation.LEAVE.demand(own);
        if (own == Standing.OWNER && group.members().count() > 1) {
            throw new Refusal(ErrorCode.CONFLICT, "Hand the group over to another member first: make them its owner.");
        }
        group.remove(sender.id());
    }

    private void remove(Membership change, Standing own, OpenConversation group) {
        Operation.REMOVE.demand(own);
        List<UserRef> removed = concerned(change);
        for (UserRef user : removed) {
            Operation.REMOVE.demand(own, standingOf(user, group));
        }
        removed.forEach(user -> group.remove(user.id()));
    }

    private void changeRole(Membership change, UserRef sender, Standing own, OpenConversation group) {
        Operation.CHANGE_ROLE.demand(own);
        Role role = change.role()
                .flatMap(Role::of)
                .orElseThrow(() -> new Refusal(ErrorCode.MALFORMED, "A role is owner, admin or member."));
        List<UserRef> concerned = concerned(change);
        for (UserRef user : concerned) {
            Standing standing = standingOf(user, group);
            if (user.id() == sender.id()) {
                throw new Refusal(ErrorCode.CONFLICT, "The owner stays owner until somebody else is made it.");
            }
            Operation.CHANGE_ROLE.demand(own, standing);
        }
        concerned.forEach(user -> group.setRole(user.id(), role));
        if (role == Role.OWNER) {
            group.setRole(sender.id(), Role.ADMIN);
        }
    }

    private static Standing standingOf(UserRef user, OpenConversation group) {
        Standing standing = group.standing(user.id());
        if (standing == Standing.STRANGER) {
            throw new Refusal(ErrorCode.NOT_FOUND, user.handle() + " is not a member.");
        }
        return standing;
    }

    private List<UserRef> concerned(Membership change) {
        List<UserRef> concerned = new ArrayList<>();
        for (String handle : change.users()) {
            concerned.add(users.byHandle(handle)
                    .orElseThrow(() -> new Refusal(ErrorCode.NOT_FOUND, "There is no user " + handle + ".")));
        }
        return concerned;
    }
}
