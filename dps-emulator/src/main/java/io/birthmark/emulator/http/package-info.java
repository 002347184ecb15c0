/**
 * What a request, a reply and a refusal are here, and which operation of the service a path means.
 *
 * <p>A handler either returns a {@code Reply} or throws a {@code Refusal}; it never sees the HTTP
 * server.
 */
@NullMarked
package io.birthmark.emulator.http;

import org.jspecify.annotations.NullMarked;
