/** The server's threads, and work that is due later, or again and again. */
package org.parley.timer;
