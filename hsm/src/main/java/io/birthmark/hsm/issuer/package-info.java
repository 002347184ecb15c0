/**
 * The line's CA and the keys of its enrollment groups, in the station's own HSM. JDK and Bouncy
 * Castle build the structures; every signature and every derivation is made in the HSM.
 *
 * <p>From the outside: {@link io.birthmark.hsm.issuer.HsmIssuer} serves runs, {@link
 * io.birthmark.hsm.issuer.CertificateAuthority} and {@link io.birthmark.hsm.issuer.GroupKeys} serve
 * the engineer; all three work through a {@link io.birthmark.hsm.issuer.StationHsm}, which looks
 * for the token anew at each use. From the inside:
 *
 * <ul>
 *   <li>{@code Profiles} says what stands in a certificate, and needs only something that signs
 *       ({@code SigningKey}); {@code DeviceRequest} and {@code CaImport} judge what comes in.
 *   <li>{@code CaObjects} knows how a CA lies on a token, for one session; {@code KeyInHsm} is its
 *       key there.
 *   <li>What a person did wrong is an {@link io.birthmark.hsm.issuer.Answer}; what stops the line
 *       is an {@link io.birthmark.hsm.ElementException}.
 * </ul>
 */
@NullMarked
package io.birthmark.hsm.issuer;

import org.jspecify.annotations.NullMarked;
