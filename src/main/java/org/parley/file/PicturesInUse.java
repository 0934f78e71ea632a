package org.parley.file;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;

import org.parley.conversation.GroupPictures;

/** Brings the content of a group's picture into use and out of it. */
@ApplicationScoped
class PicturesInUse implements GroupPictures {
    @PersistenceContext
    private EntityManager entities;

    @Override
    public void replace(String before, String after) {
        BlobUse.replace(entities, before, after);
    }
}
