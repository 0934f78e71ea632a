/** How a message gets from whoever sends it into the log: one promise, and a choice of ways at deployment. */
package org.parley.broker;
