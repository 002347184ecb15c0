package io.birthmark.station;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysFalse;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.birthmark.hsm.Problem;
import io.birthmark.station.cli.Birthmark;
import io.birthmark.station.control.ControlServer;
import io.birthmark.station.database.StorageException;
import io.birthmark.station.journal.EnrollmentQueue;
import io.birthmark.station.journal.Outcome;
import io.birthmark.station.journal.ServiceTrace;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;

/** The rooms of the station and the arrows between them, as docs/map.md shows them. */
@AnalyzeClasses(
    packages = "io.birthmark.station",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String HSM = "io.birthmark.hsm";
  private static final String LABEL = "io.birthmark.label";

  /** What went wrong, in words: everybody may pass it on. */
  private static final DescribedPredicate<JavaClass> WORDS_FOR_WHAT_WENT_WRONG =
      belongTo(equivalentTo(Problem.class)).or(belongTo(equivalentTo(StorageException.class)));

  @ArchTest
  static final ArchRule config_knows_values_of_devices_and_nothing_else_of_ours =
      only("config").mayUse(HSM, HSM + ".tpm.transport", HSM + ".pkcs11.module", LABEL);

  @ArchTest static final ArchRule database_knows_no_other_room = only("database").mayUse(HSM);

  @ArchTest
  static final ArchRule the_ledger_stands_on_the_database =
      only("ledger").mayUse(HSM, room("database"));

  @ArchTest
  static final ArchRule the_journal_stands_on_ledger_and_database =
      only("journal").mayUse(HSM, room("database"), room("ledger"));

  @ArchTest
  static final ArchRule the_audit_looks_at_the_journal =
      only("audit").mayUse(HSM, room("database"), room("journal"));

  @ArchTest
  static final ArchRule the_clock_remembers_in_the_journal =
      only("time").mayUse(HSM, room("database"), room("journal"));

  @ArchTest
  static final ArchRule enrollment_takes_from_the_journal_and_knows_no_service =
      only("enrollment").mayUse(HSM, room("journal"), room("database"), room("pulse"));

  /** What an answer leaves in the journal, and the longest pause the journal keeps, are values. */
  @ArchTest
  static final ArchRule dps_is_one_service_among_others =
      only("enrollment.dps")
          .mayUse(
              belongTo(equivalentTo(ServiceTrace.class)).or(equivalentTo(EnrollmentQueue.class)),
              HSM,
              room("enrollment"));

  @ArchTest
  static final ArchRule dps_does_not_touch_the_queue =
      noClasses()
          .that()
          .resideInAPackage(room("enrollment.dps"))
          .should()
          .callCodeUnitWhere(target(owner(equivalentTo(EnrollmentQueue.class))));

  @ArchTest
  static final ArchRule nobody_but_the_root_knows_dps =
      noClasses()
          .that(
              resideInAPackage("io.birthmark.station.*..")
                  .and(not(resideInAPackage(room("enrollment.dps")))))
          .should()
          .dependOnClassesThat()
          .resideInAPackage(room("enrollment.dps"));

  @ArchTest
  static final ArchRule runs_use_device_journal_and_ledger =
      only("run")
          .mayUse(
              HSM + "..",
              room("config"),
              room("journal"),
              room("ledger"),
              room("database"),
              room("pulse"));

  @ArchTest
  static final ArchRule reconciling_knows_journal_and_enrollment_and_no_service =
      only("reconcile").mayUse(HSM, room("journal"), room("enrollment"), room("database"));

  @ArchTest
  static final ArchRule labels_are_what_a_run_asks_for =
      only("label")
          .mayUse(
              HSM,
              LABEL,
              LABEL + ".printer",
              room("config"),
              room("run"),
              room("journal"),
              room("ledger"));

  @ArchTest
  static final ArchRule verbs_are_the_use_cases =
      only("verb")
          .mayUse(
              HSM,
              HSM + ".issuer",
              HSM + ".pkcs11.module",
              LABEL,
              room("label"),
              room("config"),
              room("run"),
              room("journal"),
              room("ledger"),
              room("enrollment"),
              room("reconcile"),
              room("audit"),
              room("time"),
              room("database"));

  @ArchTest
  static final ArchRule the_control_socket_knows_verbs_and_its_pulse =
      only("control").mayUse(room("verb"), room("pulse"));

  @ArchTest
  static final ArchRule the_command_line_knows_verbs_and_how_to_ask_for_them =
      only("cli").mayUse(room("verb"), room("control"), room("config"), "io.birthmark.station");

  @ArchTest
  static final ArchRule the_floor_starts_runs_as_everybody_does_and_knows_no_journal =
      only("floor")
          .mayUse(
              belongTo(equivalentTo(Outcome.class)),
              HSM,
              room("run"),
              room("config"),
              room("pulse"));

  @ArchTest
  static final ArchRule gpio_is_one_kind_of_lines =
      only("floor.gpio").mayUse(HSM, room("floor"), room("floor.kernel"));

  @ArchTest
  static final ArchRule a_scanner_knows_the_floor_it_scans_for =
      only("floor.scanner").mayUse(HSM, room("floor"), room("floor.kernel"));

  @ArchTest
  static final ArchRule the_kernels_devices_know_no_other_room = only("floor.kernel").mayUse();

  @ArchTest static final ArchRule a_pulse_knows_nobody = only("pulse").mayUse();

  @ArchTest
  static final ArchRule the_service_manager_is_told_of_pulses_only =
      only("systemd").mayUse(room("pulse"));

  @ArchTest
  static final ArchRule nobody_but_gpio_knows_pi4j =
      noClasses()
          .that(not(resideInAPackage(room("floor.gpio"))))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.pi4j..");

  @ArchTest
  static final ArchRule native_code_is_called_for_the_kernels_devices_and_systemds_sockets =
      noClasses()
          .that(not(resideInAnyPackage(room("floor.kernel"), room("systemd"))))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.sun.jna..");

  @ArchTest
  static final ArchRule the_database_alone_speaks_sql =
      noClasses()
          .that()
          .resideOutsideOfPackage(room("database"))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.sql..", "org.sqlite..");

  @ArchTest
  static final ArchRule the_tpm_is_spoken_to_through_hsm =
      noClasses().should().dependOnClassesThat().resideInAPackage("tss..");

  @ArchTest
  static final ArchRule the_control_socket_alone_speaks_to_the_kernel_about_peers =
      noClasses()
          .that(not(belongTo(equivalentTo(ControlServer.class))))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("jdk.net..");

  @ArchTest
  static final ArchRule time_is_passed_in =
      noClasses()
          .that(not(resideInAPackage(room("cli"))).and(not(equivalentTo(Main.class))))
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(Clock.class, "systemUTC")
          .orShould()
          .callMethod(Clock.class, "systemDefaultZone")
          .orShould()
          .callMethod(System.class, "currentTimeMillis");

  @ArchTest
  static final ArchRule chance_is_passed_in_and_no_toy =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.util.Random")
          .orShould()
          .callMethod(Math.class, "random")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.util.concurrent.ThreadLocalRandom");

  @ArchTest
  static final ArchRule standard_output_belongs_to_answers =
      noClasses()
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err");

  @ArchTest
  static final ArchRule main_alone_ends_the_process =
      noClasses()
          .that(not(equivalentTo(Main.class)))
          .should()
          .callMethod(System.class, "exit", int.class)
          .orShould()
          .callMethod(Runtime.class, "halt", int.class);

  @ArchTest
  static final ArchRule the_environment_is_read_at_the_command_line =
      noClasses()
          .that(not(belongTo(resideInAPackage(Birthmark.class.getPackageName()))))
          .should()
          .callMethod(System.class, "getenv")
          .orShould()
          .callMethod(System.class, "getenv", String.class);

  private static String room(String name) {
    return "io.birthmark.station." + name;
  }

  private static Arrows only(String room) {
    return (values, allowed) ->
        classes()
            .that()
            .resideInAPackage(room(room))
            .should()
            .onlyDependOnClassesThat(
                resideInAnyPackage(allowed)
                    .or(resideInAPackage(room(room)))
                    .or(not(resideInAPackage("io.birthmark..")))
                    .or(WORDS_FOR_WHAT_WENT_WRONG)
                    .or(values))
            .because("that is where its arrows go: " + Arrays.toString(allowed));
  }

  private interface Arrows {
    ArchRule mayUse(DescribedPredicate<JavaClass> values, String... packages);

    default ArchRule mayUse(String... packages) {
      return mayUse(alwaysFalse(), packages);
    }
  }
}
