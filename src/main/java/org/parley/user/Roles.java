package org.parley.user;

import java.util.List;

/** The roles that an account gives. */
public final class Roles {
    public static final String USER = "user";
    public static final String ADMIN = "admin";

    private Roles() {}

    public static List<String> of(boolean administrator) {
        return administrator ? List.of(USER, ADMIN) : List.of(USER);
    }
}
