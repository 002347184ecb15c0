/**
 * The station's one file: SQLite in WAL mode with {@code synchronous=FULL}, so that a commit that
 * returned survives a power cut.
 *
 * <p>There is one connection that writes; writes queue behind each other and each is one
 * transaction ({@link io.birthmark.station.database.Database#write}). Readers have connections of
 * their own and never wait for the writer. The tables are made by the numbered files {@code
 * 0001.sql}, {@code 0002.sql}, … beside this package's resources; each is run once, in one
 * transaction. A released migration is never edited: add the next number.
 *
 * <p>Whatever the disk does wrong comes out as a {@link
 * io.birthmark.station.database.StorageException}, which carries the {@link
 * io.birthmark.hsm.Problem} to show. After it the database is still usable: the transaction was
 * rolled back, and the next write tries again.
 */
@NullMarked
package io.birthmark.station.database;

import org.jspecify.annotations.NullMarked;
