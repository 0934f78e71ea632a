/** Files: taken in as a stream, kept by content, shown to the members of the conversations that they were sent in. */
package org.parley.file;
