package org.parley.benchmark;

/** A row of the results. */
record Measure(String part, String name, String unit) {}
