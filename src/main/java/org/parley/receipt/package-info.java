/** How far each member has received and read each log: cursors that only move forward, written in batches. */
package org.parley.receipt;
