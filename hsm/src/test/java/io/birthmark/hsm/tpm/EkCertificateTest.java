package io.birthmark.hsm.tpm;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.Hardware;
import io.birthmark.hsm.Identification;
import io.birthmark.hsm.IdentityRecord;
import io.birthmark.hsm.Problem;
import io.birthmark.hsm.simulated.SoftwareTpm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Consumer;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** EK certificates as they are in the field, and what each policy makes of them. */
class EkCertificateTest {
  private static final Line LINE = new Line();
  private static int folders;

  private final Path folder = LINE.folder().resolve("roots" + folders++);
  private final EkAuthority root = EkAuthority.root("Maker Root").publish(folder);
  private SoftwareTpm tpm;
  private MakersNv nv;
  private SubjectPublicKeyInfo ek;

  @AfterAll
  static void removeLine() {
    LINE.close();
  }

  @BeforeEach
  void switchOn() {
    tpm = LINE.copy();
    nv = MakersNv.of(tpm);
    ek = nv.ek();
  }

  @AfterEach
  void switchOff() {
    tpm.close();
  }

  private EkPolicy require() {
    return new EkPolicy.Require(EkRoots.load(folder));
  }

  private EkPolicy warn() {
    return new EkPolicy.Warn(EkRoots.load(folder));
  }

  private Identification identify(EkPolicy policy) {
    try (TpmElement element = LINE.connect(tpm, policy)) {
      return element.identify();
    }
  }

  private Identification.Fit fit(EkPolicy policy) {
    try (TpmElement element = LINE.connect(tpm, policy)) {
      return Line.fit(element);
    }
  }

  private Problem problem(EkPolicy policy) {
    Identification identification = identify(policy);
    if (identification instanceof Identification.Unfit unfit) {
      return unfit.problem();
    }
    throw new AssertionError(identification);
  }

  private String persistentEk() {
    Path file = tpm.state().resolve("ek.pub");
    return HexFormat.of()
        .formatHex(
            Tools.bytes(tpm, "tpm2_readpublic -Q -c 0x81010001 -o " + file + "; cat " + file));
  }

  /** The hardware is named by this EK. */
  private static Consumer<Identification.Fit> named(String ekHex) {
    return fit ->
        assertThat(fit.hardware())
            .contains(new Hardware(Hardware.Kind.TPM, Bytes.ofHex(ekHex).sha256()));
  }

  @Test
  void oneOfATrustedMakerIsTaken() {
    nv.replaceCertificate(root.certify(ek));
    Identification.Fit fit = fit(require());
    assertThat(fit.warnings()).isEmpty();
    assertThat(fit).satisfies(named(persistentEk()));
  }

  @ParameterizedTest
  @ValueSource(ints = {0x00, 0xFF})
  void paddingBehindItIsIgnored(int padding) {
    byte[] certificate = root.certify(ek);
    byte[] padded = Arrays.copyOf(certificate, 1600);
    Arrays.fill(padded, certificate.length, padded.length, (byte) padding);
    nv.replaceCertificate(padded);
    assertThat(fit(require()).warnings()).isEmpty();
  }

  @Test
  void oneThatIsLongerThanTheTpmReadsAtOnceIsReadInPieces() {
    byte[] certificate = root.certify(ek, EkAuthority.LONG_AGO, EkAuthority.NEVER, 900);
    assertThat(certificate).hasSizeGreaterThan(1024);
    nv.remove(MakersNv.RSA_CERTIFICATE).put(MakersNv.RSA_CERTIFICATE, certificate, 1900);
    assertThat(fit(require()).warnings()).isEmpty();
  }

  @Test
  void aKeyThatIsNamedRsaesOaepIsAnRsaKey() {
    nv.replaceCertificate(root.certify(EkAuthority.asRsaesOaep(ek)));
    assertThat(fit(require())).satisfies(named(persistentEk()));
  }

  @Test
  void oneThatHasRunOutIsJudgedAtTheMomentItBegan() {
    Path old = folder.resolve("old");
    EkAuthority gone =
        EkAuthority.root("Old Root", EkAuthority.LONG_AGO, EkAuthority.NOT_SO_LONG_AGO)
            .publish(old);
    nv.replaceCertificate(gone.certify(ek, EkAuthority.LONG_AGO, EkAuthority.NOT_SO_LONG_AGO, 0));
    assertThat(fit(new EkPolicy.Require(EkRoots.load(old))).warnings()).isEmpty();
  }

  @Test
  void oneFromAnIntermediateThatHadRunOutAlreadyIsNotTrusted() {
    EkAuthority intermediate =
        root.intermediate("Issuing 1", EkAuthority.LONG_AGO, EkAuthority.NOT_SO_LONG_AGO)
            .publish(folder);
    nv.replaceCertificate(
        intermediate.certify(ek, EkAuthority.NOT_SO_LONG_AGO.plusSeconds(1), EkAuthority.NEVER, 0));
    assertThat(problem(require()).code()).isEqualTo("ek.unknown-maker");
  }

  @Test
  void anIntermediateInTheFolderLeadsToTheRoot() {
    EkAuthority intermediate =
        root.intermediate("Issuing 1", EkAuthority.LONG_AGO, EkAuthority.NEVER).publish(folder);
    nv.replaceCertificate(intermediate.certify(ek));
    assertThat(fit(require()).warnings()).isEmpty();
  }

  @Test
  void withoutTheIntermediateTheIssuerIsToldByName() {
    EkAuthority intermediate =
        root.intermediate("Issuing 1", EkAuthority.LONG_AGO, EkAuthority.NEVER);
    nv.replaceCertificate(intermediate.certify(ek));
    Problem problem = problem(require());
    assertThat(problem.code()).isEqualTo("ek.unknown-maker");
    assertThat(problem.sentence()).contains("CN=Issuing 1", folder.toString());
  }

  @Test
  void anUnknownMakerIsToldByName() {
    Problem problem = problem(require());
    assertThat(problem.code()).isEqualTo("ek.unknown-maker");
    assertThat(problem.fault()).isEqualTo(Problem.Fault.DEVICE);
    assertThat(problem.sentence()).contains("CN=swtpm-localca", folder.toString());
  }

  @Test
  void anUnknownMakerIsAWarningWhenThePolicySaysSo() {
    Identification.Fit fit = fit(warn());
    assertThat(fit.warnings()).extracting(Problem::code).containsExactly("ek.unknown-maker");
    assertThat(fit).satisfies(named(persistentEk()));
  }

  @Test
  void aCounterfeitIssuerOfTheSameNameIsNotTrusted() {
    nv.replaceCertificate(EkAuthority.root("Maker Root").certify(ek));
    assertThat(problem(require()).code()).isEqualTo("ek.unknown-maker");
  }

  @Test
  void aChangedCertificateIsNotTrusted() {
    byte[] certificate = root.certify(ek);
    certificate[certificate.length - 1] ^= 1;
    nv.replaceCertificate(certificate);
    assertThat(problem(require()).code()).isEqualTo("ek.unknown-maker");
  }

  @Test
  void aMissingOneIsRequired() {
    nv.remove(MakersNv.RSA_CERTIFICATE).remove(MakersNv.ECC_CERTIFICATE);
    Problem problem = problem(require());
    assertThat(problem.code()).isEqualTo("ek.no-certificate");
    assertThat(problem.sentence()).contains("0x01c00002");
  }

  @Test
  void aMissingOneIsAWarningAndTheTpmsOwnEkIsUsed() {
    nv.remove(MakersNv.RSA_CERTIFICATE).remove(MakersNv.ECC_CERTIFICATE);
    Identification.Fit fit = fit(warn());
    assertThat(fit.warnings()).extracting(Problem::code).containsExactly("ek.no-certificate");
    assertThat(fit).satisfies(named(persistentEk()));
  }

  @Test
  void withoutAPolicyNobodyLooksForOne() {
    nv.replaceCertificate("no certificate at all".getBytes(StandardCharsets.US_ASCII));
    Identification.Fit fit = fit(new EkPolicy.Off());
    assertThat(fit.warnings()).isEmpty();
    assertThat(fit).satisfies(named(persistentEk()));
  }

  @Test
  void aTpmWithoutACertificateGetsItsIdentityWhenThePolicyLetsIt() {
    nv.remove(MakersNv.RSA_CERTIFICATE).remove(MakersNv.ECC_CERTIFICATE);
    Tools.run(tpm, "tpm2_evictcontrol -Q -C o -c 0x81010001");
    IdentityRecord record = Line.record("000440");
    try (TpmElement element = LINE.connect(tpm, warn())) {
      assertThat(Line.provision(element, record)).isEqualTo(record);
    }
    assertThat(fit(warn())).satisfies(named(persistentEk()));
  }

  @Test
  void oneThatWasNeverWrittenIsBroken() {
    nv.remove(MakersNv.RSA_CERTIFICATE).define(MakersNv.RSA_CERTIFICATE, 900);
    Problem problem = problem(require());
    assertThat(problem.code()).isEqualTo("ek.broken-certificate");
    assertThat(problem.sentence()).contains("TPM_RC_NV_UNINITIALIZED");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00",
        "3082",
        "00000000000000000000",
        "ffffffffffffffffffff",
        "3082000000000000",
        "30820004deadbeef",
        "30030201ff",
        "3082000630040602ffff"
      })
  void whatIsNotACertificateIsBroken(String hex) {
    nv.replaceCertificate(HexFormat.of().parseHex(hex));
    assertThat(problem(require()).code()).isEqualTo("ek.broken-certificate");
  }

  @Test
  void aTruncatedOneIsBroken() {
    byte[] certificate = root.certify(ek);
    nv.replaceCertificate(Arrays.copyOf(certificate, certificate.length - 20));
    Problem problem = problem(require());
    assertThat(problem.code()).isEqualTo("ek.broken-certificate");
    assertThat(problem.sentence())
        .contains(certificate.length + " bytes", certificate.length - 20 + ".");
  }

  @Test
  void oneForAnEccKeyAtTheRsaKeysPlaceIsBroken() {
    byte[] ecc = Tools.bytes(tpm, "tpm2_nvread " + MakersNv.ECC_CERTIFICATE);
    nv.replaceCertificate(ecc);
    Problem problem = problem(require());
    assertThat(problem.code()).isEqualTo("ek.broken-certificate");
    assertThat(problem.sentence()).contains("not an RSA key");
  }

  @Test
  void oneWhoseKeysBitsWereChangedIsNotItsMakersAnyMore() {
    byte[] certificate = root.certify(ek);
    String hex = HexFormat.of().formatHex(certificate);
    int unusedBits = hex.indexOf("0382010f00") / 2 + 4;
    certificate[unusedBits] = 1;
    nv.replaceCertificate(certificate);
    assertThat(problem(require()).code()).isEqualTo("ek.unknown-maker");
  }

  @Test
  void aBrokenOneIsAWarningWhenThePolicySaysSo() {
    nv.replaceCertificate(new byte[700]);
    assertThat(fit(warn()).warnings())
        .extracting(Problem::code)
        .containsExactly("ek.broken-certificate");
  }

  @Test
  void oneOfAnotherTpmIsToldWhereTheEkIsPersistent() {
    nv.replaceCertificate(certificateOfAnotherTpm());
    assertThat(problem(LINE.require()).code()).isEqualTo("ek.certificate-of-another-key");
  }

  @Test
  void oneOfAnotherTpmIsToldBeforeAnythingIsWritten() {
    Tools.run(tpm, "tpm2_evictcontrol -Q -C o -c 0x81010001");
    nv.replaceCertificate(certificateOfAnotherTpm());
    String before = nv.inventory();
    try (TpmElement element = LINE.connect(tpm)) {
      assertThat(Line.brokenOff(() -> Line.provision(element, Line.record("000441"))))
          .isEqualTo("ek.certificate-of-another-key");
    }
    assertThat(nv.inventory()).isEqualTo(before);
    assertThat(Tools.run(tpm, "tpm2_getcap handles-transient")).isEmpty();
  }

  private static byte[] certificateOfAnotherTpm() {
    try (SoftwareTpm other = LINE.newTpm()) {
      return MakersNv.of(other).certificate();
    }
  }

  @Test
  void aTpmWithOnlyAnEccEkIsRefusedBeforeAnythingIsWritten() {
    nv.remove(MakersNv.RSA_CERTIFICATE);
    String before = nv.inventory();
    Problem problem = problem(require());
    assertThat(problem.code()).isEqualTo("ek.only-ecc");
    assertThat(problem.sentence()).contains("0x01c00016", "P-384");
    assertThat(problem.action()).contains("ek_certificate");
    assertThat(nv.inventory()).isEqualTo(before);
  }

  @Test
  void theMakersOwnTemplateIsUsed() {
    nv.put(MakersNv.RSA_TEMPLATE, templateWithUniqueOf(0x11));
    theEkIs(ekByOtherTools(256, "021"));
  }

  @ParameterizedTest
  @ValueSource(ints = {256, 32})
  void theMakersNonceIsUsedAndFilledUpWithZeros(int size) {
    nv.put(MakersNv.RSA_NONCE, filled(size, 0x22));
    theEkIs(ekByOtherTools(size, "042"));
  }

  @Test
  void theMakersNonceIsUsedWithTheMakersTemplate() {
    nv.put(MakersNv.RSA_TEMPLATE, templateWithUniqueOf(0x11));
    nv.put(MakersNv.RSA_NONCE, filled(256, 0x22));
    theEkIs(ekByOtherTools(256, "042"));
  }

  private static byte[] templateWithUniqueOf(int filling) {
    byte[] template = Templates.ek().toBytes();
    Arrays.fill(template, template.length - 256, template.length, (byte) filling);
    return template;
  }

  private static byte[] filled(int size, int filling) {
    byte[] bytes = new byte[size];
    Arrays.fill(bytes, (byte) filling);
    return bytes;
  }

  /** The EK with so many bytes of this octal value in front in the template's unique field. */
  private byte[] ekByOtherTools(int size, String octal) {
    String policy = "837197674484b3f81a90cc8d46a5d724fd52d76e06520b64f2a1da1b331469aa";
    try {
      Files.write(tpm.state().resolve("policy"), HexFormat.of().parseHex(policy));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return Tools.bytes(
        tpm,
        "cd "
            + tpm.state()
            + "; tpm2_evictcontrol -Q -C o -c 0x81010001;"
            + " { head -c "
            + size
            + " /dev/zero | tr '\\0' '\\"
            + octal
            + "'; head -c "
            + (256 - size)
            + " /dev/zero; } | tpm2_createprimary -Q -C e -G rsa2048:null:aes128cfb -L policy -u - -a"
            + " 'fixedtpm|fixedparent|sensitivedataorigin|adminwithpolicy|restricted|decrypt'"
            + " -c made.ctx; tpm2_readpublic -Q -c made.ctx -o made.pub;"
            + " tpm2_readpublic -Q -c made.ctx -f der -o made.der; tpm2_flushcontext -t;"
            + " cat made.der");
  }

  private void theEkIs(byte[] made) {
    SubjectPublicKeyInfo key = SubjectPublicKeyInfo.getInstance(made);
    assertThat(key).isNotEqualTo(ek);
    nv.replaceCertificate(root.certify(key));
    try (TpmElement element = LINE.connect(tpm, require())) {
      Line.provision(element, Line.record("000442"));
    }
    String madeHex = HexFormat.of().formatHex(Tools.bytes(tpm, "cat " + tpm.state() + "/made.pub"));
    assertThat(persistentEk()).isEqualTo(madeHex);
    assertThat(fit(require())).satisfies(named(madeHex));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00",
        "0001",
        "0001000b",
        "ffffffffffffffff",
        // ECC P-256, keyed hash, RSA-1024
        "0023000b000300b2000000060080004300100003001000000000",
        "0008000b00000040000000100000",
        "0001000b000300b20000000600800043001004000000000000000000"
      })
  void aTemplateThatCannotBeUsedIsTold(String hex) {
    nv.put(MakersNv.RSA_TEMPLATE, HexFormat.of().parseHex(hex));
    nv.replaceCertificate(root.certify(ek));
    try (TpmElement element = LINE.connect(tpm, require())) {
      assertThat(Line.problemOf(element::identify).sentence()).contains("template");
    }
  }

  @Test
  void aTruncatedTemplateIsTold() {
    byte[] template = Templates.ek().toBytes();
    nv.put(MakersNv.RSA_TEMPLATE, Arrays.copyOf(template, template.length - 258));
    nv.replaceCertificate(root.certify(ek));
    try (TpmElement element = LINE.connect(tpm, require())) {
      assertThat(Line.brokenOff(element::identify)).isEqualTo("ek.broken-certificate");
    }
  }

  @Test
  void anotherKeyAtTheEksPlaceIsTold() {
    nv.replaceCertificate(root.certify(ek));
    String ctx = tpm.state().resolve("other.ctx").toString();
    Tools.run(
        tpm,
        "tpm2_evictcontrol -Q -C o -c 0x81010001; tpm2_createprimary -Q -C o -G rsa2048 -c "
            + ctx
            + "; tpm2_evictcontrol -Q -C o -c "
            + ctx
            + " 0x81010001; tpm2_flushcontext -t");
    String before = nv.inventory();
    Problem problem = problem(require());
    assertThat(problem.code()).isEqualTo("ek.another-key-persistent");
    assertThat(problem.action()).contains("tpm2_evictcontrol -C o -c 0x81010001");
    assertThat(nv.inventory()).isEqualTo(before);
    assertThat(Tools.run(tpm, "tpm2_getcap handles-transient")).isEmpty();
    assertThat(problem(new EkPolicy.Off()).code()).isEqualTo("ek.another-key-persistent");
  }
}
