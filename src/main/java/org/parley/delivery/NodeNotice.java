package org.parley.delivery;

/**
 * A CDI event: what a node told all nodes by {@link Distribution#toNodes}. Observers must not wait.
 *
 * @param own whether it was this node, which hears itself, too
 */
public record NodeNotice(String node, boolean own, String subject, String json) {}
