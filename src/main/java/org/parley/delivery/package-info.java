/** Who gets what: the connections of this node, what is sent to them after a commit, and what is dropped. */
package org.parley.delivery;
