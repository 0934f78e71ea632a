package org.parley.contact;

import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.parley.config.Settings;
import org.parley.conversation.Acquaintance;

/** What conversations ask of contacts. */
@ApplicationScoped
class KnownPeople implements Acquaintance {
    @Inject
    private Contacts contacts;

    @Inject
    private Settings settings;

    @Override
    public boolean matters() {
        return settings.directMessages() == Settings.DirectMessages.CONTACTS;
    }

    @Override
    public boolean exists(long one, long other) {
        return contacts.between(one, other) == Relation.CONTACT;
    }

    @Override
    public Set<Long> blocked(long one, long other) {
        return contacts.between(one, other).blocked(one, other);
    }
}
