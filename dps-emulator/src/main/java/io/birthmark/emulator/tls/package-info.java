/** The emulator's own certificate authority and the server certificate it signs at each start. */
@NullMarked
package io.birthmark.emulator.tls;

import org.jspecify.annotations.NullMarked;
