/** Calls between two people: who may take which step, what both sides are told, and the record that remains. */
package org.parley.call;
