package io.birthmark.label;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows of this room. */
@AnalyzeClasses(
    packages = "io.birthmark.label",
    importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

  @ArchTest
  static final ArchRule KNOWS_NO_OTHER_ROOM =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideOutsideOfPackages(
              "io.birthmark.hsm..",
              "io.birthmark.station..",
              "io.birthmark.demo..",
              "io.birthmark.emulator..");

  /** A station without a screen has neither the fonts nor the libraries. */
  @ArchTest
  static final ArchRule DRAWS_WITHOUT_A_WINDOW_SYSTEM =
      noClasses().should().dependOnClassesThat().resideInAPackage("java.awt..");

  @ArchTest
  static final ArchRule A_LABEL_KNOWS_NO_PRINTER =
      noClasses()
          .that()
          .resideInAPackage("io.birthmark.label")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.birthmark.label.printer")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule SAYS_NOTHING_ON_THE_STANDARD_STREAMS =
      NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
}
