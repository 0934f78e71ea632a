/** The log: its entries, how they are appended in batches, and how its history is read. */
package org.parley.message;
