package org.parley.security;

import java.time.Duration;

/** A log-in that has just succeeded or been renewed. */
record LoggedIn(String accessToken, Duration expiresIn, String user, RefreshToken refreshToken) {
    @Override
    public String toString() {
        return "LoggedIn[user=" + user + "]";
    }
}
