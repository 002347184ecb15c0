/**
 * CA certificates of the instance and their proof of possession.
 *
 * <p>At the real service this belongs to Azure's management API, which is another API at another
 * host with other tokens. The emulator has a few paths of its own in its place, under {@code
 * /admin/certificates}.
 */
@NullMarked
package io.birthmark.emulator.authority;

import org.jspecify.annotations.NullMarked;
