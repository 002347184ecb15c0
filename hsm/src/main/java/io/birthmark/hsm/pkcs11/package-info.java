/**
 * Devices whose identity sits in a PKCS#11 token.
 *
 * <p>Everything of ours on a token bears one of the names in {@link io.birthmark.hsm.pkcs11.Names};
 * nothing else is ever touched. An object that is to take another's place is made under a name of
 * its own ({@code …-new}), proven, and only then put in force: the old one is destroyed and the
 * name is set. A run may be cut off between any two calls, so what stands on a token must tell
 * which one stays. The rule, in this order:
 *
 * <ol>
 *   <li>A key with a good certificate under the new name stays: it was proven, or can be.
 *   <li>Else one under the usual name, unless its identity was voided.
 *   <li>Else a key without a certificate is certified; it was made by a run that was cut off.
 *   <li>Else a key is made.
 * </ol>
 *
 * Whatever of ours is not kept is destroyed before the record is written, and the record is written
 * last: a token with a record is whole.
 */
@NullMarked
package io.birthmark.hsm.pkcs11;

import org.jspecify.annotations.NullMarked;
