/**
 * What can be asked of a station, each a {@link io.birthmark.station.verb.Verb}: the use cases
 * behind the command line, the control socket and, later, buttons and page. They alone talk to
 * journal, slots and uploader; whoever asks gets an {@link io.birthmark.station.verb.Answer}.
 */
@NullMarked
package io.birthmark.station.verb;

import org.jspecify.annotations.NullMarked;
