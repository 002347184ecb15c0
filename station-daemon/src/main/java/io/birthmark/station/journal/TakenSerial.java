package io.birthmark.station.journal;

/** What a range had to give. */
public sealed interface TakenSerial {

  record Taken(long number) implements TakenSerial {}

  record Exhausted(String product, long first, long last) implements TakenSerial {}
}
