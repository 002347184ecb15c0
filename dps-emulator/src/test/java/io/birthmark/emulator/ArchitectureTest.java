package io.birthmark.emulator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The emulator stands alone, and its own arrows run one way. */
@AnalyzeClasses(packages = "io.birthmark", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  /** It checks the station with its own eyes: shared code would share its mistakes. */
  @ArchTest
  static final ArchRule knows_nothing_else_of_ours =
      classes()
          .that()
          .resideInAPackage("io.birthmark.emulator..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.birthmark.emulator..",
              "java..",
              "javax..",
              "com.sun.net.httpserver..",
              "com.fasterxml.jackson..",
              "org.bouncycastle..",
              "org.jspecify..",
              "org.slf4j..",
              "picocli..");

  @ArchTest
  static final ArchRule packages_have_no_circles =
      slices().matching("io.birthmark.emulator.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule desks_do_not_see_the_http_server =
      noClasses()
          .that()
          .resideInAPackage("io.birthmark.emulator.*..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.sun.net.httpserver..");

  @ArchTest
  static final ArchRule certificates_alone_need_bouncy_castle =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.birthmark.emulator.tls..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.bouncycastle..");

  @ArchTest
  static final ArchRule time_is_passed_in =
      noClasses()
          .should()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis");
}
