package org.parley.search;

/** Part of a text where a sought word is, in UTF-16 code units, as JavaScript and Java count. */
public record Highlight(int start, int end) {}
