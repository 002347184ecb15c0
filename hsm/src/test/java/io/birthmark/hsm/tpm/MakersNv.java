package io.birthmark.hsm.tpm;

import io.birthmark.hsm.simulated.SoftwareTpm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/** What a maker does to a TPM before it leaves the factory, by tpm2-tools with platform rights. */
record MakersNv(SoftwareTpm tpm) {
  static final String RSA_CERTIFICATE = "0x01C00002";
  static final String RSA_NONCE = "0x01C00003";
  static final String RSA_TEMPLATE = "0x01C00004";
  static final String ECC_CERTIFICATE = "0x01C00016";

  /** Of a TPM that is on but was not started. */
  static MakersNv of(SoftwareTpm tpm) {
    Tools.run(tpm, "tpm2_startup -c");
    return new MakersNv(tpm);
  }

  MakersNv remove(String index) {
    Tools.run(tpm, "tpm2_nvundefine -Q -C p " + index);
    return this;
  }

  MakersNv put(String index, byte[] content) {
    return put(index, content, content.length);
  }

  /** Defines an index that may be longer than what is written to it. */
  MakersNv put(String index, byte[] content, int size) {
    Path file = tpm.state().resolve("content");
    try {
      Files.write(file, content);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    define(index, size);
    Tools.run(tpm, "tpm2_nvwrite -Q -C p -i " + file + " " + index);
    return this;
  }

  MakersNv define(String index, int size) {
    Tools.run(
        tpm,
        "tpm2_nvdefine -Q -C p -s "
            + size
            + " -a 'ppwrite|ppread|ownerread|authread|no_da|platformcreate|writedefine' "
            + index);
    return this;
  }

  MakersNv replaceCertificate(byte[] content) {
    return remove(RSA_CERTIFICATE).put(RSA_CERTIFICATE, content);
  }

  byte[] certificate() {
    return Tools.bytes(tpm, "tpm2_nvread " + RSA_CERTIFICATE);
  }

  SubjectPublicKeyInfo ek() {
    return Certificate.getInstance(certificate()).getSubjectPublicKeyInfo();
  }

  /** Handles and indices, to see whether anything was written. */
  String inventory() {
    return Tools.run(tpm, "tpm2_getcap handles-persistent; tpm2_getcap handles-nv-index");
  }
}
