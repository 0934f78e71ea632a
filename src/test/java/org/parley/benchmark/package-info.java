/** Measures Parley on real servers against its targets. Not part of the tests: {@code mvn -Pbenchmark} runs it. */
package org.parley.benchmark;
