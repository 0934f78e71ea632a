/** Full-text search: the words of texts, brought into an index of the database after their commit, and how it is asked. */
package org.parley.search;
