/** What people do in the web client, in a real browser against the real server: two of them at least, and all they see. */
package org.parley.browser;
