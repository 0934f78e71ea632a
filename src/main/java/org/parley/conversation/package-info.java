/** Conversations, direct ones and groups: who is a member, who may do what. */
package org.parley.conversation;
