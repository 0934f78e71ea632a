package org.parley.security;

/**
 * A CDI event: a log-in has ended, whoever ended it and for whatever reason, unless its user's account was disabled or
 * erased. Fired after the commit, on the node where it happened and on others that hear of it; connections that came from it
 * must close with 4401.
 */
public record SessionEnded(String sessionId, long userId) {}
