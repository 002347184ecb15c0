/**
 * The command line: reads words, has a running station carry the verb out or does so itself, and
 * shows the answer. It knows verbs, and nothing behind them.
 */
@NullMarked
package io.birthmark.station.cli;

import org.jspecify.annotations.NullMarked;
