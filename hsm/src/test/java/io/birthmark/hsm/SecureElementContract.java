package io.birthmark.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What holds for every secure element, whatever it is made of; each kind runs these tests. */
public interface SecureElementContract {

  /** Connects to the device of this test, which is as its maker made it at first. */
  SecureElement connect();

  /** The attestation that this kind of device usually has. */
  Attestation attestation();

  /** Does what the station does for a step. */
  void carryOut(Step step, IdentityRecord record);

  private IdentityRecord record(SecureElement element, String registrationId) {
    return new IdentityRecord(
        "https://global.azure-devices-provisioning.net",
        "0ne00ABCDEF",
        registrationId,
        attestation(),
        "000460",
        element.keyReference(attestation()),
        Optional.of("line3-a"),
        Optional.empty());
  }

  private static Wanted wanted(IdentityRecord record) {
    return new Wanted(record, KeyKind.P256, chain -> true, existing -> false, chain -> false);
  }

  private static Identification.Fit fit(SecureElement element) {
    Identification identification = element.identify();
    assertThat(identification).isInstanceOf(Identification.Fit.class);
    return (Identification.Fit) identification;
  }

  private static Plan.Ready ready(Plan plan) {
    assertThat(plan).isInstanceOf(Plan.Ready.class);
    return (Plan.Ready) plan;
  }

  private Contents provision() {
    try (SecureElement element = connect()) {
      assertThat(fit(element).record()).isEmpty();
      IdentityRecord record = record(element, "press-1");
      Plan.Ready plan = ready(element.plan(wanted(record)));
      assertThat(plan.changes()).isNotEmpty();
      for (Step step : plan.steps()) {
        carryOut(step, record);
      }
      return element.readBack();
    }
  }

  @Test
  default void identifyingChangesNothingAndGivesTheSameAgain() {
    Identification first;
    try (SecureElement element = connect()) {
      first = element.identify();
      assertThat(element.identify()).isEqualTo(first);
      assertThat(element.cost().total()).isPositive();
    }
    try (SecureElement element = connect()) {
      assertThat(element.identify()).isEqualTo(first);
    }
  }

  @Test
  default void thereIsNoPlanBeforeIdentification() {
    IdentityRecord record = anyRecord();
    try (SecureElement element = connect()) {
      assertThatThrownBy(() -> ready(element.plan(wanted(record))))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  private IdentityRecord anyRecord() {
    try (SecureElement element = connect()) {
      Identification.Fit unused = fit(element);
      return record(element, "press-1");
    }
  }

  @Test
  default void whatIsReadBackIsWhatWasWantedAndAgainIsTheSame() {
    Contents contents = provision();
    assertThat(contents.record().registrationId()).isEqualTo("press-1");
    try (SecureElement element = connect()) {
      assertThat(fit(element).record()).contains(contents.record());
      IdentityRecord record = record(element, "press-1");
      Plan.Ready plan = ready(element.plan(wanted(record)));
      assertThat(plan.changes()).isEmpty();
      for (Step step : plan.steps()) {
        carryOut(step, record);
      }
      assertThat(element.readBack()).isEqualTo(contents);
    }
  }

  @Test
  default void anotherIdentityIsRefusedAsTheDevicesFault() {
    Contents unused = provision();
    try (SecureElement element = connect()) {
      Identification.Fit fit = fit(element);
      assertThat(fit.record()).isPresent();
      Plan plan = element.plan(wanted(record(element, "press-2")));
      assertThat(plan).isInstanceOf(Plan.Refused.class);
      Problem problem = ((Plan.Refused) plan).problem();
      assertThat(problem.fault()).isEqualTo(Problem.Fault.DEVICE);
      assertThat(problem.code()).endsWith(".another-identity");
      assertThat(problem.sentence()).contains("press-1");
    }
  }

  @Test
  default void aRecordThatDoesNotFitIsRefusedAsTheStationsFault() {
    try (SecureElement element = connect()) {
      Identification.Fit fit = fit(element);
      assertThat(fit.record()).isEmpty();
      Plan plan = element.plan(wanted(record(element, "x".repeat(1024))));
      assertThat(plan).isInstanceOf(Plan.Refused.class);
      assertThat(((Plan.Refused) plan).problem().code()).isEqualTo("record.too-long");
      assertThat(((Plan.Refused) plan).problem().fault()).isEqualTo(Problem.Fault.STATION);
    }
  }
}
