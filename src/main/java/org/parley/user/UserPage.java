package org.parley.user;

import java.util.List;

import jakarta.json.bind.annotation.JsonbNillable;

/** @param next the cursor of the following page; null if this is the last */
@JsonbNillable
public record UserPage(List<Profile> users, String next) {}
