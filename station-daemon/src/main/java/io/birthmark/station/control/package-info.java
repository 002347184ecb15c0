/**
 * One process owns a state directory, and everybody else asks it: a lock file says who owns, a UNIX
 * socket takes verbs, one JSON line each, and answers with JSON lines.
 *
 * <pre>
 * → {"verb":"provision","arguments":{"slot":"A","serial":"000417"}}
 * ← {"progress":"write the identity record"}
 * ← {"answer":{"exitCode":0,"document":{…},"text":"PASS …"}}
 * </pre>
 *
 * <p>Who asks is who the kernel says is at the other end (SO_PEERCRED); there is no TCP.
 */
@NullMarked
package io.birthmark.station.control;

import org.jspecify.annotations.NullMarked;
