/**
 * Certificates of devices and of those who sign them: how clients write them, how the service shows
 * them, and whether a chain holds. Only the JDK's own validation is used.
 */
@NullMarked
package io.birthmark.emulator.x509;

import org.jspecify.annotations.NullMarked;
