package io.birthmark.station.journal;

/**
 * What a run took.
 *
 * @param millis wall time
 * @param elementMillis of it, inside the secure element
 * @param elementCommands how many commands that was
 */
public record Cost(long millis, long elementMillis, int elementCommands) {}
