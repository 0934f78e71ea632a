/** What a user sees of their conversations: summaries, unread counts, and word of it when one appears or goes away. */
package org.parley.inbox;
