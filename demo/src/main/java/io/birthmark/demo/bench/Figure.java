package io.birthmark.demo.bench;

/**
 * One measured number.
 *
 * @param key its name in the report
 * @param unit empty for a ratio or a count
 * @param beside what it was made of: divisors, counts, how often it was measured
 */
record Figure(String key, double value, String unit, Goal goal, String beside) {}
