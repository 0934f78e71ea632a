package org.parley.contact;

/** A CDI event: what two people are to each other has changed. Fired on the node where it happened, after the commit. */
public record RelationChanged(long one, long other) {}
