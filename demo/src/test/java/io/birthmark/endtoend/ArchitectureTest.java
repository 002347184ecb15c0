package io.birthmark.endtoend;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The demo stands on everything, and nothing on the demo; the device knows no station. */
@AnalyzeClasses(packages = "io.birthmark", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule nothing_stands_on_the_demo =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.birthmark.demo..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.birthmark.demo..");

  @ArchTest
  static final ArchRule the_first_boot_is_the_devices_own =
      noClasses()
          .that()
          .resideInAPackage("io.birthmark.firstboot..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.birthmark.station..", "io.birthmark.emulator..");

  @ArchTest
  static final ArchRule station_and_emulator_share_nothing =
      noClasses()
          .that()
          .resideInAPackage("io.birthmark.station..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.birthmark.emulator..");

  @ArchTest
  static final ArchRule elements_know_neither_station_nor_service =
      noClasses()
          .that()
          .resideInAPackage("io.birthmark.hsm..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.birthmark.station..", "io.birthmark.emulator..", "io.birthmark.firstboot..");
}
