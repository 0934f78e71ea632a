package org.parley.user;

/**
 * Who a user is, for everybody else.
 *
 * @param id the key in the database; never on the wire
 * @param handle the identity on the wire, immutable
 * @param name the display name at the time when this was read
 */
public record UserRef(long id, String handle, String name) {}
