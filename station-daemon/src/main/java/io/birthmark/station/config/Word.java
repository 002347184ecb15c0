package io.birthmark.station.config;

/** A constant that is written as a word in the file. */
interface Word {
  String word();
}
