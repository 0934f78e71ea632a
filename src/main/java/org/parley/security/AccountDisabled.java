package org.parley.security;

/**
 * A CDI event: an administrator disabled or erased an account. Fired after the commit, on the node where it happened and on
 * others that hear of it; all of the user's connections must close with 4403.
 */
public record AccountDisabled(long userId) {}
