package org.parley.user;

/** A user, and how they want Parley. */
public record UserPreferences(UserRef user, UserSettings settings) {}
