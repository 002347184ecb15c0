/**
 * The configuration file and the credentials beside it, checked once at the start, so that nothing
 * behind this package ever asks whether a setting makes sense.
 *
 * <p>{@link StationConfig#load} reads a TOML file and answers with a value: {@link
 * ConfigReading.Loaded}, or {@link ConfigReading.Refused} with every error in the file at once,
 * each with its line, its column, its key and what is allowed there. An engineer corrects a file
 * once, not once per error.
 *
 * <p>The way through: {@code TomlFile} gets the text and its syntax errors, {@code Section} reads
 * one table and notes what is wrong with its values, and one {@code …Section} class per part of the
 * file turns values into records. After an error a reader goes on with a harmless stand-in, so that
 * the errors behind it are found as well; a configuration that had errors is thrown away as a
 * whole.
 *
 * <p>To add a key: name it in {@code SectionKeys}, read it in its section's class, describe it in
 * {@code docs/configuration.md} and show it in {@code docs/birthmark.toml}. A test compares all
 * four.
 *
 * <p>Secrets never stand in the file. {@link Credentials} reads them from a private directory into
 * {@link Secret}s, which do not print themselves.
 *
 * <p>This package knows nothing of the rest of the station.
 */
@NullMarked
package io.birthmark.station.config;

import org.jspecify.annotations.NullMarked;
