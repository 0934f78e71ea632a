package org.parley.config;

import java.util.List;

/** One or more settings are wrong; the message tells which and what they must be. */
public final class InvalidSettings extends RuntimeException {
    InvalidSettings(List<String> problems) {
        super("Parley can't start, because of wrong settings: " + String.join("; ", problems)
                + ". (A setting such as chat.message.mode is the environment variable CHAT_MESSAGE_MODE.)");
    }
}
