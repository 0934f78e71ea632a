/** Everything that parses what strangers send, fed with what a fuzzer makes up. */
package org.parley.fuzz;
