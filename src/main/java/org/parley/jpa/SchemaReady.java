package org.parley.jpa;

/**
 * A CDI event: the database has its tables, and what waits for it at start may begin.
 *
 * @param installation differs between all databases, and stays the same as long as one lives
 */
public record SchemaReady(String installation) {}
