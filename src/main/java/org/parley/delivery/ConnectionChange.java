package org.parley.delivery;

/**
 * A CDI event: a connection to this node was opened, or is over. Fired after the registry knows it; the order of those of
 * one connection is kept.
 */
public record ConnectionChange(Connection connection, boolean open) {}
