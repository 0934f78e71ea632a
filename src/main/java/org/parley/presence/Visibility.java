package org.parley.presence;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;

import org.parley.contact.Contacts;
import org.parley.contact.Relation;
import org.parley.user.PresenceAudience;
import org.parley.user.UserStore;

/** Who sees whose presence. It is the same in both directions: whoever hides from somebody does not see them either. */
@Stateless
public class Visibility {
    @Inject
    private UserStore users;

    @Inject
    private Contacts contacts;

    /** @return those of the others who see this user, and whom this user sees */
    public Set<Long> mutual(long user, Collection<Long> others) {
        Set<Long> all = new HashSet<>(others);
        all.add(user);
        Map<Long, PresenceAudience> audiences = users.presenceAudiences(all);
        Map<Long, Relation> relations = contacts.among(user, others);
        return others.stream()
                .filter(other -> {
                    Relation relation = relations.getOrDefault(other, Relation.NONE);
                    return shows(audiences.get(user), relation) && shows(audiences.get(other), relation);
                })
                .collect(Collectors.toSet());
    }

    /** @param audience null if nothing was chosen */
    static boolean shows(PresenceAudience audience, Relation relation) {
        return switch (audience == null ? PresenceAudience.EVERYBODY : audience) {
            case EVERYBODY -> !relation.blocks() && !relation.isBlocked();
            case CONTACTS -> relation == Relation.CONTACT;
            case NOBODY -> false;
        };
    }
}
