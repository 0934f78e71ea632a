package org.parley.user;

/** A CDI event: somebody chose to whom they show their presence. Fired on the node where it happened, after the commit. */
public record PresenceAudienceChanged(long user) {}
