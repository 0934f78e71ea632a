package org.parley.security;

/**
 * A CDI event: an administrator disabled an account. Fired on the node where it happened, after the commit; all of the
 * user's connections must close with 4403.
 */
public record AccountDisabled(long userId) {}
