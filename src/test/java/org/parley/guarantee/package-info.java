/** What is promised to senders and members, whatever fails: connections, the server, the database. */
package org.parley.guarantee;
