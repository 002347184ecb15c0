package io.birthmark.demo.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.demo.crash.JournalView.Enrollment;
import io.birthmark.demo.crash.JournalView.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ListAssert;
import org.junit.jupiter.api.Test;

/** Each way in which a station may break its promises is counted. */
class AuditTest {
  private final Story story = new Story();

  private ListAssert<String> assertFound(String kind) {
    return assertThat(story.found()).isNotEmpty().allMatch(text -> text.startsWith(kind + ": "));
  }

  @Test
  void aStationThatKeepsItsPromisesIsNotComplainedOf() {
    assertThat(story.found()).isEmpty();
  }

  @Test
  void aPassThatWasSaidAndIsNotInTheJournal() {
    story.devices.set(0, Story.device(1, "000417", "AA", "begun"));
    story.runs.set(0, new Run(1, 1, "A", "ABORTED", "[\"write\"]"));
    story.enrollments.clear();
    story.service.clear();
    assertFound("lost").anyMatch(text -> text.contains("passed in slot A, and no run says so"));
  }

  @Test
  void aPassThatNobodyEnrols() {
    story.enrollments.clear();
    story.service.clear();
    assertFound("lost").anyMatch(text -> text.contains("nobody is going to enrol it"));
  }

  @Test
  void anEnrollmentThatTheServiceDoesNotHave() {
    story.service.clear();
    assertFound("lost").hasSize(1);
  }

  @Test
  void aDeviceThatIsGoneFromTheJournalOrThatWasVoidAndIsNot() {
    story.devices.set(0, Story.device(1, "000417", "AA", "void"));
    story.devices.add(Story.device(2, "000418", "BB", "begun"));
    story.before = story.journal();
    story.devices.set(0, Story.device(1, "000417", "AA", "provisioned"));
    story.devices.remove(1);
    story.said.clear();
    story.inside =
        new Look(Look.BLANK.contents(), story.inside.evidence(), story.inside.record(), true, "");

    assertThat(story.found())
        .containsExactly(
            "lost: 000417 (device 1, void) became 000417 (device 1, provisioned)",
            "lost: 000418 (device 2, begun) is no longer in the journal");
  }

  @Test
  void aVoidThatWasSaidAndIsNotSo() {
    story.said.add(new Said("A", Said.VOID, "000417", ""));
    assertFound("lost").hasSize(1);
  }

  @Test
  void aDeviceThatWasChangedWithoutAnIntent() {
    story.said.clear();
    story.runs.set(0, new Run(1, 1, "A", "PASS", ""));
    assertFound("lost").anyMatch(text -> text.contains("no run intended it"));
  }

  @Test
  void aDeviceThatASecondRunChangedBeforeItsIntent() {
    story.unansweredChanges = 2;
    assertFound("lost").anyMatch(text -> text.contains("by a run that is not in the journal"));
    story.runs.add(new Run(2, 1, "A", "", "[\"write\"]"));
    assertThat(story.found()).as("with its intent all is well").isEmpty();
  }

  @Test
  void aFinishedDeviceThatIsNotLockedOrBearsAnotherRecord() {
    story.inside = new Look("", story.inside.evidence(), story.inside.record(), false, "");
    assertFound("lost").hasSize(1);
    story.inside =
        new Look(
            "",
            story.inside.evidence(),
            Optional.of("{\"serial\":\"000999\",\"registrationId\":\"press-000999\"}"),
            true,
            "");
    assertFound("lost").anyMatch(text -> text.contains("which nobody gave it"));
  }

  @Test
  void aCertificateThatWasNotWrittenDown() {
    story.inside =
        new Look(
            "",
            Map.of("tpm", Audit.base64(Story.EK), "x509", Audit.base64("3082010203")),
            story.inside.record(),
            true,
            "");
    assertFound("lost").hasSize(1);
    story.certificates.add("3082010203");
    assertThat(story.found()).isEmpty();
  }

  @Test
  void twoDevicesWithOneNameOrOneHardware() {
    story.devices.add(Story.device(2, "000417", "BB", "begun"));
    assertFound("double").hasSize(2);
    story.devices.set(1, Story.device(2, "000418", "AA", "begun"));
    assertFound("double").hasSize(1);
  }

  @Test
  void twoEnrollmentsForOneDevice() {
    story.enrollments.add(new Enrollment(2, 1, "create", "queued", 0));
    assertFound("double").hasSize(1);
  }

  @Test
  void anEnrollmentThatTheJournalHasNotSent() {
    story.enrollments.set(0, Story.create(1, "queued", 0));
    assertFound("double").anyMatch(text -> text.contains("no journal entry sent it"));
    story.enrollments.set(0, Story.create(1, "sending", 1));
    assertThat(story.found()).isEmpty();
  }

  @Test
  void anEnrollmentThatAVoidedDeviceLeftBehind() {
    story.devices.set(0, Story.device(1, "000417", "AA", "void"));
    assertFound("double").hasSize(1);
    story.enrollments.add(new Enrollment(2, 1, "delete", "queued", 0));
    assertThat(story.found()).as("as long as it is being deleted").isEmpty();
  }

  @Test
  void aDeviceThatIsEnrolledUnderTwoNames() {
    story.devices.add(Story.device(2, "000418", "BB", "provisioned"));
    story.enrollments.add(Story.create(2, "enrolled", 1));
    story.service.put("press-000418", Audit.base64(Story.EK));
    assertFound("double").hasSize(1);
  }

  @Test
  void atTheEndEverythingHasToBeSettled() {
    assertThat(story.foundAtTheEnd()).isEmpty();
    story.runs.add(new Run(2, 1, "A", "", "[\"write\"]"));
    story.enrollments.set(0, Story.create(1, "sending", 1));
    story.devices.add(Story.device(2, "000418", "BB", "begun"));
    assertThat(story.foundAtTheEnd())
        .containsExactlyInAnyOrder(
            "stranded: run 2 stays open",
            "stranded: create of 000417 (device 1, provisioned) (sending) comes to no end",
            "stranded: 000418 (device 2, begun) was begun and is finished by nobody",
            "stranded: the ledger holds [000417], and there are [000417, 000418]");
  }

  @Test
  void atTheEndTheServiceHasWhatItShallHaveAndNothingElse() {
    story.service.clear();
    story.service.put("press-000999", "");
    assertThat(story.foundAtTheEnd())
        .containsExactlyInAnyOrder(
            "lost: press-000417 is provisioned and not enrolled",
            "double: press-000999 is enrolled and no device is to be");
  }

  @Test
  void atTheEndADeviceIsFinishedAndNothingIsLeftLoadedInIt() {
    story.inside = new Look("", Map.of(), Optional.empty(), false, "0x80000000");
    assertThat(story.foundAtTheEnd())
        .containsExactly(
            "stranded: the device labelled 000417 is not finished: Optional.empty",
            "stranded: the device labelled 000417 is left with 0x80000000");
  }

  @Test
  void theVerdictCountsEachKindAndSaysHowToRepeatTheRound() {
    List<String> said = new ArrayList<>();
    Tally tally = new Tally(said::add, "again --from %d");
    tally.killed(7, new KillPoint(KillPoint.Kind.COMMIT, 3), "run.begun", true);
    assertThat(tally.verdict()).isEqualTo("1 kills: lost 0, double 0, stranded 0");
    assertThat(tally.sound()).isTrue();

    tally.found(7, Finding.lost("a device"));
    tally.found(7, Finding.stranded("another one"));

    assertThat(tally.verdict()).isEqualTo("1 kills: lost 1, double 0, stranded 1");
    assertThat(tally.sound()).isFalse();
    assertThat(said).anyMatch(text -> text.contains("again --from 7"));
  }
}
