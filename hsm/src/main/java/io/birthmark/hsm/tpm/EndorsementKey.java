package io.birthmark.hsm.tpm;

import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.Problem;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import tss.tpm.TPM2B_PUBLIC_KEY_RSA;
import tss.tpm.TPMT_PUBLIC;
import tss.tpm.TPM_HANDLE;
import tss.tpm.TPM_RH;

/** Finds out which key is this TPM's EK, and whether its maker is trusted, without writing. */
final class EndorsementKey {

  /** What was found. */
  sealed interface Finding {

    /**
     * An EK to build on.
     *
     * @param area its public area
     * @param template what the TPM makes it from
     * @param persistent whether it already is at its place
     */
    record Found(TPMT_PUBLIC area, TPMT_PUBLIC template, boolean persistent, List<Problem> warnings)
        implements Finding {}

    record Unfit(Problem problem) implements Finding {}
  }

  private final TpmCommands tpm;
  private final NvStorage nv;
  private final EkPolicy policy;

  EndorsementKey(TpmCommands tpm, NvStorage nv, EkPolicy policy) {
    this.tpm = tpm;
    this.nv = nv;
    this.policy = policy;
  }

  Finding find(Set<Integer> nvIndices, Set<Integer> persistentHandles) {
    List<Problem> warnings = new ArrayList<>();
    Optional<EkCertificate> certificate = Optional.empty();
    if (!(policy instanceof EkPolicy.Off)) {
      Certified certified = certified(nvIndices);
      if (certified.problem().isPresent()) {
        if (!(policy instanceof EkPolicy.Warn)) {
          return new Finding.Unfit(certified.problem().get());
        }
        warnings.add(certified.problem().get());
      }
      certificate = certified.certificate();
    }
    TPMT_PUBLIC template = template(nvIndices);
    Optional<TPMT_PUBLIC> persistent =
        persistentHandles.contains(Handles.EK_RSA)
            ? Optional.of(tpm.ReadPublic(TPM_HANDLE.from(Handles.EK_RSA)).outPublic)
            : Optional.empty();
    TPMT_PUBLIC claimed = claimedBy(certificate, template);
    if (certificate.isPresent() && persistent.map(p -> same(p, claimed)).orElse(true)) {
      return new Finding.Found(claimed, template, persistent.isPresent(), warnings);
    }
    // Without a certificate, or with another key where the EK should be, only the TPM can tell.
    TPMT_PUBLIC made = makeAndForget(template);
    if (certificate.isPresent() && !same(made, claimed)) {
      return new Finding.Unfit(TpmProblems.otherKeyCertified());
    }
    if (persistent.isPresent() && !same(persistent.get(), made)) {
      return new Finding.Unfit(TpmProblems.otherKeyAtEk());
    }
    return new Finding.Found(made, template, persistent.isPresent(), warnings);
  }

  /** A certificate, as far as there is one, and what is wrong with it. */
  private record Certified(Optional<EkCertificate> certificate, Optional<Problem> problem) {}

  private Certified certified(Set<Integer> nvIndices) {
    if (!nvIndices.contains(Handles.EK_CERTIFICATE_RSA)) {
      List<String> ecc = eccCertificates(nvIndices);
      return new Certified(
          Optional.empty(),
          Optional.of(ecc.isEmpty() ? TpmProblems.noCertificate() : TpmProblems.onlyEcc(ecc)));
    }
    EkCertificate certificate;
    try {
      certificate = EkCertificate.parse(nv.readDer(Handles.EK_CERTIFICATE_RSA));
    } catch (NvStorage.DerException | CertificateException e) {
      return new Certified(
          Optional.empty(),
          Optional.of(TpmProblems.brokenCertificate(String.valueOf(e.getMessage()))));
    }
    EkRoots roots = roots();
    return new Certified(
        Optional.of(certificate),
        roots
            .distrusts(certificate.certificate())
            .map(why -> TpmProblems.unknownMaker(certificate.issuer(), roots.folder(), why)));
  }

  private EkRoots roots() {
    if (policy instanceof EkPolicy.Require require) {
      return require.roots();
    }
    if (policy instanceof EkPolicy.Warn warn) {
      return warn.roots();
    }
    throw new AssertionError("certificates are not looked at under " + policy);
  }

  private static List<String> eccCertificates(Set<Integer> nvIndices) {
    TreeMap<Integer, String> known = new TreeMap<>();
    known.put(Handles.EK_CERTIFICATE_P256, "P-256");
    known.put(Handles.EK_CERTIFICATE_P256_HIGH, "P-256");
    known.put(Handles.EK_CERTIFICATE_P384_HIGH, "P-384");
    return known.entrySet().stream()
        .filter(entry -> nvIndices.contains(entry.getKey()))
        .map(entry -> Handles.hex(entry.getKey()) + " (" + entry.getValue() + ")")
        .toList();
  }

  /**
   * The maker may have stored its own template, and a nonce for it or for the default one (TCG EK
   * Credential Profile, section 2.2.1.4).
   */
  private TPMT_PUBLIC template(Set<Integer> nvIndices) {
    TPMT_PUBLIC template =
        nvIndices.contains(Handles.EK_TEMPLATE_RSA)
            ? storedTemplate(readWhole(Handles.EK_TEMPLATE_RSA))
            : Templates.ek();
    if (nvIndices.contains(Handles.EK_NONCE_RSA)) {
      template.unique =
          new TPM2B_PUBLIC_KEY_RSA(
              Arrays.copyOf(readWhole(Handles.EK_NONCE_RSA), Templates.RSA_BYTES));
    }
    return template;
  }

  private static TPMT_PUBLIC storedTemplate(byte[] stored) {
    String asked = "the EK template beside it is not one for RSA-2048, AES-128-CFB and SHA-256";
    TPMT_PUBLIC template;
    try {
      template = TPMT_PUBLIC.fromBytes(stored);
      int size = template.toBytes().length;
      if (Templates.isOfEkKind(template)
          && stored.length >= size
          && Arrays.equals(template.toBytes(), Arrays.copyOf(stored, size))) {
        return template;
      }
    } catch (RuntimeException e) {
      // TSS.Java meets bytes it cannot read with whatever exception is at hand.
      throw ElementException.lasting(TpmProblems.brokenCertificate(asked), e);
    }
    throw ElementException.lasting(TpmProblems.brokenCertificate(asked));
  }

  private byte[] readWhole(int index) {
    return nv.read(index, nv.publicArea(index).dataSize).toArray();
  }

  private static TPMT_PUBLIC claimedBy(Optional<EkCertificate> certificate, TPMT_PUBLIC template) {
    TPMT_PUBLIC claimed = TPMT_PUBLIC.fromBytes(template.toBytes());
    certificate.ifPresent(c -> claimed.unique = new TPM2B_PUBLIC_KEY_RSA(c.modulusBytes()));
    return claimed;
  }

  private TPMT_PUBLIC makeAndForget(TPMT_PUBLIC template) {
    try (PrimaryKey key = PrimaryKey.create(tpm, TPM_RH.ENDORSEMENT, template)) {
      if (!Templates.isOfEkKind(key.area())) {
        throw ElementException.lasting(
            TpmProblems.badResponse("CreatePrimary", "another kind of key than was asked for"));
      }
      return key.area();
    }
  }

  static boolean same(TPMT_PUBLIC one, TPMT_PUBLIC other) {
    return Arrays.equals(one.toBytes(), other.toBytes());
  }
}
