package org.parley.push;

import java.time.Duration;

import org.parley.user.UserRef;

/**
 * A call that rings.
 *
 * @param id as the signals name it
 * @param callee the id of who is called
 * @param conversation the direct conversation of the two
 * @param left for how long it goes on ringing
 */
public record IncomingCall(String id, UserRef caller, long callee, long conversation, Duration left) {}
