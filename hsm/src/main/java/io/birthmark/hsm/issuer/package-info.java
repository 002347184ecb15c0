/**
 * The line's CA and the keys of its enrollment groups, in the station's own HSM. JDK and Bouncy
 * Castle build the structures; every signature and every derivation is made in the HSM.
 */
@NullMarked
package io.birthmark.hsm.issuer;

import org.jspecify.annotations.NullMarked;
