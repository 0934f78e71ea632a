package org.parley.user;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;

/**
 * Handles and ids as the database has them, in the caller's transaction if there is one. It is an EJB for what it reads
 * outside of one: nothing but an EJB can rely on its persistence context then, since after failures of the database Payara
 * takes threads to be in the middle of something that has ended.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.SUPPORTS)
public class UserRows {
    private static final String SELECT =
            "SELECT NEW org.parley.user.UserRef(u.id, u.handle, u.name) FROM User u WHERE ";

    @PersistenceContext
    private EntityManager entities;

    public Optional<UserRef> byHandle(String handle) {
        return entities.createQuery(SELECT + "u.handle = :handle", UserRef.class)
                .setParameter("handle", handle)
                .getResultStream()
                .findFirst();
    }

    /** @return those that exist */
    public List<UserRef> byHandles(Collection<String> handles) {
        return entities.createQuery(SELECT + "u.handle IN :handles", UserRef.class)
                .setParameter("handles", handles)
                .getResultList();
    }

    /** @return those that exist */
    public List<UserRef> byIds(Collection<Long> ids) {
        return entities.createQuery(SELECT + "u.id IN :ids", UserRef.class)
                .setParameter("ids", ids)
                .getResultList();
    }
}
