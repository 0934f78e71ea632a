package org.parley.user;

/** What everybody may know of a user. */
public record Profile(String user, String name, String status) {}
