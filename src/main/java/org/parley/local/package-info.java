/** What a node keeps in its own memory. */
package org.parley.local;
