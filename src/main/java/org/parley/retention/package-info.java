/** Removes what is older than the installation wants to keep, but for conversations on legal hold. */
package org.parley.retention;
