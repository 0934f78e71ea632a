package org.parley.contact;

import java.util.Optional;

import jakarta.ejb.EJBException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;

import org.parley.contact.Contacts.Outcome;
import org.parley.contact.Relation.Step;
import org.parley.delivery.Distribution;
import org.parley.jpa.DatabaseAbsence;
import org.parley.protocol.ServerFrame.ContactChanged;
import org.parley.user.UserRef;

/** A step of one person towards another, and who is told of it after the commit. */
@ApplicationScoped
class ContactActions {
    @Inject
    private Contacts contacts;

    @Inject
    private Distribution distribution;

    @Inject
    private Event<RelationChanged> changes;

    /** @return what the actor sees now */
    Relation take(UserRef actor, UserRef other, Step step, Optional<String> text) {
        Outcome outcome = step(actor, other, step, text.orElse(null));
        // First those who might write are kept from it; then everybody learns why.
        outcome.silenced().ifPresent(changed -> distribution.membersChanged(changed.conversation(), changed.version()));
        changes.fire(new RelationChanged(actor.id(), other.id()));
        Optional<String> words = outcome.mine() == Relation.REQUESTED ? text : Optional.empty();
        tell(actor, other, outcome.mine(), words);
        if (!outcome.before().mirrored().wire().equals(outcome.theirs().wire())
                || outcome.mine() == Relation.REQUESTED) {
            tell(other, actor, outcome.theirs(), words);
        }
        return outcome.mine();
    }

    /** The database may have chosen this transaction to end a deadlock, with one that adds these people to a group. */
    private Outcome step(UserRef actor, UserRef other, Step step, String text) {
        try {
            return contacts.step(actor, other, step, text);
        } catch (EJBException e) {
            if (DatabaseAbsence.gaveWay(e)) {
                return contacts.step(actor, other, step, text);
            }
            throw e;
        }
    }

    private void tell(UserRef user, UserRef other, Relation relation, Optional<String> text) {
        distribution.toUser(user.id(), new ContactChanged(other.handle(), other.name(), relation.wire(), text));
    }
}
