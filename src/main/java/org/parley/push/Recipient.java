package org.parley.push;

import java.util.List;

import org.parley.user.UserRef;
import org.parley.user.UserSettings;

/** Somebody with browsers to push to, and what they want to be told. */
record Recipient(UserRef user, UserSettings settings, List<Subscription> subscriptions) {}
