/**
 * Secure elements: what a device's TPM or token is, what is wanted of it, and the ordered plan that
 * leads from one to the other.
 *
 * <p>This room knows nothing of stations, journals or enrollment services. A {@link
 * io.birthmark.hsm.Step} is a value; whoever runs it decides what is written down around it. To
 * resume after a crash is to identify and plan again: every step begins by asking whether it is
 * already so.
 */
@NullMarked
package io.birthmark.hsm;

import org.jspecify.annotations.NullMarked;
