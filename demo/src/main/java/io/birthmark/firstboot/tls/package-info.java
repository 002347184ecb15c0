/**
 * TLS with a client certificate whose key stays in the device's element.
 *
 * <p>The platform's TLS asks a key manager for a certificate and a private key, and signs the
 * handshake with whatever {@link java.security.Signature} takes that key. Here the private key is
 * an object that holds no key, and {@link io.birthmark.firstboot.tls.ElementProvider} is the one
 * provider that takes it: it hands what is to be signed to the element.
 */
@NullMarked
package io.birthmark.firstboot.tls;

import org.jspecify.annotations.NullMarked;
