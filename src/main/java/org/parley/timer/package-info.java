/** Work that is due later, or again and again. */
package org.parley.timer;
