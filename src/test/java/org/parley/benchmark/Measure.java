package org.parley.benchmark;

/**
 * A row of the results.
 *
 * @param must the value that must be reached; NaN where there is none
 * @param aim the value that is aimed at; NaN where there is none
 */
record Measure(String part, String name, String unit, double must, double aim, boolean moreIsBetter) {
    static Measure atMost(String part, String name, String unit, double must, double aim) {
        return new Measure(part, name, unit, must, aim, false);
    }

    static Measure atLeast(String part, String name, String unit, double must, double aim) {
        return new Measure(part, name, unit, must, aim, true);
    }

    static Measure info(String part, String name, String unit) {
        return new Measure(part, name, unit, Double.NaN, Double.NaN, false);
    }

    /** @return which of its targets a value reaches */
    String verdict(double value) {
        if (Double.isNaN(must)) {
            return "";
        }
        if (moreIsBetter ? value >= aim : value <= aim) {
            return "aim";
        }
        return (moreIsBetter ? value >= must : value <= must) ? "must" : "MISSED";
    }
}
