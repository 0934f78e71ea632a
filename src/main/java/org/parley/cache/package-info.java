/**
 * What can be had again from elsewhere, near at hand: in a Redis that all nodes share, or else in this node's memory. Knows
 * nothing of what the features put there.
 */
package org.parley.cache;
