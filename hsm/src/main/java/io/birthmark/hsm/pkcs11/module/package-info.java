/**
 * The way to a token: a vendor's PKCS#11 library, loaded into this process, and what must be true
 * of every use of it. Knows nothing of devices or of certificates.
 *
 * <p>{@link io.birthmark.hsm.pkcs11.module.Pkcs11Module} is the library; it finds a {@link
 * io.birthmark.hsm.pkcs11.module.Token} by serial number or label, and that opens a {@link
 * io.birthmark.hsm.pkcs11.module.TokenSession}. Three things shape this package:
 *
 * <ul>
 *   <li><b>A library is not to be trusted.</b> One that is no PKCS#11 library at all crashes the
 *       process when it is loaded, so its file is looked at before. Two threads in one session
 *       crash it as well, so each connection has one thread of its own, on which all its calls are
 *       made.
 *   <li><b>A call may never come back.</b> It runs in native code, where no Java thread can be
 *       interrupted or ended. After its time limit it is left behind: its thread and its session
 *       are given up, and the module takes no new connection until the call returns, or the station
 *       is started again. A call's session handle is never used beside it.
 *   <li><b>Tokens come and go.</b> Several libraries, SoftHSM among them, look for tokens only in
 *       C_Initialize. To see a new one, C_Finalize and C_Initialize have to be called, which ends
 *       every session of the process (PKCS#11 v3.0, sections 5.4 and 5.6). So whoever uses the
 *       module holds a lease, and it is initialised anew only when nobody does.
 * </ul>
 *
 * <p>Tests stand in at {@link iaik.pkcs.pkcs11.wrapper.PKCS11}, which has a method for each
 * function of the specification.
 */
@NullMarked
package io.birthmark.hsm.pkcs11.module;

import org.jspecify.annotations.NullMarked;
