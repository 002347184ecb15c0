package io.birthmark.station.config;

/** A text turned into what it stands for, or the reason why it cannot be, fit to follow the key. */
sealed interface Parsed<T> {

  record Good<T>(T value) implements Parsed<T> {}

  record Bad<T>(String sentence) implements Parsed<T> {}
}
