/** What the tests share: the real services, each in a process of its own that can be killed, and a real browser. */
package org.parley.testing;
