package io.birthmark.station.journal;

/**
 * What one step of the plan came to.
 *
 * @param result one word: {@code done}, {@code already}, {@code failed}
 */
public record StepResult(String step, String result, long millis) {}
