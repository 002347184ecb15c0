/** What survives a restart: the instance's identity and keys, and a journal of what is stored. */
@NullMarked
package io.birthmark.emulator.state;

import org.jspecify.annotations.NullMarked;
