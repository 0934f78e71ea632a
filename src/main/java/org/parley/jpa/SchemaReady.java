package org.parley.jpa;

/** A CDI event: the database has its tables, and what waits for it at start may begin. */
public record SchemaReady() {}
