package org.parley.user;

import java.util.List;

import jakarta.json.bind.annotation.JsonbNillable;

/** What users see of themselves. */
@JsonbNillable
public record OwnProfile(String user, String name, String email, String status, List<String> roles) {
    static OwnProfile of(String handle, String name, String email, String status, boolean administrator) {
        return new OwnProfile(handle, name, email, status, Roles.of(administrator));
    }
}
