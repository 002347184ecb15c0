package io.birthmark.hsm;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows of this room. */
@AnalyzeClasses(packages = "io.birthmark.hsm", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

  @ArchTest
  static final ArchRule KNOWS_NO_OTHER_ROOM =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideOutsideOfPackages(
              "io.birthmark.station..",
              "io.birthmark.demo..",
              "io.birthmark.emulator..",
              "io.birthmark.label..");

  @ArchTest
  static final ArchRule TSS_IS_USED_ONLY_FOR_TPMS =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.birthmark.hsm.tpm")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("tss..");

  /** Only there do calls have a time limit, one thread for each session, and a lease. */
  @ArchTest
  static final ArchRule PKCS11_FUNCTIONS_ARE_CALLED_ONLY_IN_ITS_MODULE_PACKAGE =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.birthmark.hsm.pkcs11.module")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("iaik..");

  @ArchTest
  static final ArchRule A_MODULE_KNOWS_NO_DEVICES =
      noClasses()
          .that()
          .resideInAPackage("io.birthmark.hsm.pkcs11.module")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.birthmark.hsm.pkcs11", "io.birthmark.hsm.issuer");

  /** Its signature check is always content, and its random numbers can be foreseen. */
  @ArchTest
  static final ArchRule THE_BROKEN_PARTS_OF_TSS_ARE_NOT_USED =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveNameMatching("tss\\.(Crypto|Tss|Helpers|TpmHelpers|TpmFactory|TpmDevice.*)");

  @ArchTest
  static final ArchRule A_TRANSPORT_KNOWS_NO_TPM_COMMANDS =
      noClasses()
          .that()
          .resideInAPackage("io.birthmark.hsm.tpm.transport")
          .should()
          .dependOnClassesThat(
              resideInAPackage("tss..").or(resideInAPackage("io.birthmark.hsm.tpm")));

  /** Bouncy Castle builds structures; its provider costs start-up time and memory. */
  @ArchTest
  static final ArchRule THE_PLATFORM_DOES_THE_CRYPTOGRAPHY =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.bouncycastle.jce.provider..", "org.bouncycastle.crypto..");

  /** Devices reach it by what they ask for, and it reaches no device. */
  @ArchTest
  static final ArchRule THE_ISSUER_KNOWS_NO_DEVICES =
      noClasses()
          .that()
          .resideInAPackage("io.birthmark.hsm.issuer")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.birthmark.hsm.tpm..", "io.birthmark.hsm.pkcs11");

  @ArchTest
  static final ArchRule SAYS_NOTHING_ON_THE_STANDARD_STREAMS =
      NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

  @ArchTest
  static final ArchRule RANDOM_NUMBERS_CANNOT_BE_FORESEEN =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveNameMatching("java\\.util\\.(Random|SplittableRandom)")
          .orShould()
          .callMethod(Math.class, "random");
}
