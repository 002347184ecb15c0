package io.birthmark.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.microsoft.azure.sdk.iot.provisioning.service.ProvisioningServiceClient;
import com.microsoft.azure.sdk.iot.provisioning.service.Query;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.AllocationPolicy;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.AttestationMechanism;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.AttestationMechanismType;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.BulkEnrollmentOperationResult;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.BulkOperationMode;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.IndividualEnrollment;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.ProvisioningStatus;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.QueryResult;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.QuerySpecificationBuilder;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.ReprovisionPolicy;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.SymmetricKeyAttestation;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.TpmAttestation;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.TwinCollection;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.TwinState;
import com.microsoft.azure.sdk.iot.provisioning.service.exceptions.ProvisioningServiceClientException;
import com.microsoft.azure.sdk.iot.provisioning.service.exceptions.ProvisioningServiceClientNotFoundException;
import com.microsoft.azure.sdk.iot.provisioning.service.exceptions.ProvisioningServiceClientPreconditionFailedException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Microsoft's provisioning-service-client, unmodified, against the emulator. */
class MicrosoftServiceClientTest {

  private final SoftwareTpm tpm = new SoftwareTpm();
  private final DpsEmulator emulator = Running.emulator();
  private final ProvisioningServiceClient client = ServiceClientAt.clientOf(emulator);

  @RegisterExtension final ServiceClientAt wiring = new ServiceClientAt(emulator);

  private IndividualEnrollment tpmEnrollment(String id) {
    return new IndividualEnrollment(id, new TpmAttestation(tpm.endorsementKey()));
  }

  @Test
  void createsAndGetsATpmEnrollmentWithEveryMember() throws Exception {
    IndividualEnrollment enrollment = tpmEnrollment("press-000417");
    enrollment.setDeviceId("Press.417");
    enrollment.setAllocationPolicy(AllocationPolicy.STATIC);
    enrollment.setIotHubs(List.of("hub-b.example.test"));
    enrollment.setProvisioningStatus(ProvisioningStatus.ENABLED);
    ReprovisionPolicy policy = new ReprovisionPolicy();
    policy.setUpdateHubAssignment(true);
    policy.setMigrateDeviceData(true);
    enrollment.setReprovisionPolicy(policy);
    TwinCollection tags = new TwinCollection();
    tags.put("line", "3");
    TwinCollection desired = new TwinCollection();
    desired.put("reportSeconds", 60);
    enrollment.setInitialTwin(new TwinState(tags, desired));

    IndividualEnrollment created = client.createOrUpdateIndividualEnrollment(enrollment);
    IndividualEnrollment read = client.getIndividualEnrollment("press-000417");

    assertThat(created.getEtag()).startsWith("\"").endsWith("\"").isEqualTo(read.getEtag());
    assertThat(((TpmAttestation) read.getAttestation()).getEndorsementKey())
        .isEqualTo(tpm.endorsementKey());
    assertThat(read.getDeviceId()).isEqualTo("Press.417");
    assertThat(read.getAllocationPolicy()).isEqualTo(AllocationPolicy.STATIC);
    assertThat(read.getIotHubs()).containsExactly("hub-b.example.test");
    assertThat(read.getInitialTwin().getTags()).containsEntry("line", "3");
    assertThat(read.getReprovisionPolicy().getMigrateDeviceData()).isTrue();
    assertThat(read.getCreatedDateTimeUtc()).isNotNull();
  }

  @Test
  void updatesWithTheETagAndIsRefusedWithAnOldOne() throws Exception {
    IndividualEnrollment first =
        client.createOrUpdateIndividualEnrollment(tpmEnrollment("press-1"));
    String oldEtag = first.getEtag();
    first.setDeviceId("renamed");
    IndividualEnrollment second = client.createOrUpdateIndividualEnrollment(first);
    assertThat(second.getDeviceId()).isEqualTo("renamed");
    assertThat(second.getEtag()).isNotEqualTo(oldEtag);

    second.setEtag(oldEtag);
    assertThatThrownBy(() -> client.createOrUpdateIndividualEnrollment(second))
        .isInstanceOf(ProvisioningServiceClientPreconditionFailedException.class);
  }

  @Test
  void createsInBulkAndTellsTheOneThatFails() throws Exception {
    client.createOrUpdateIndividualEnrollment(tpmEnrollment("bulk-3"));
    List<IndividualEnrollment> ten = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      ten.add(tpmEnrollment("bulk-" + i));
    }

    BulkEnrollmentOperationResult result =
        client.runBulkEnrollmentOperation(BulkOperationMode.CREATE, ten);

    assertThat(result.getSuccessful()).isFalse();
    assertThat(result.getErrors()).hasSize(1);
    assertThat(result.getErrors().get(0).getRegistrationId()).isEqualTo("bulk-3");
    assertThat(result.getErrors().get(0).getErrorCode()).isEqualTo(409201);
    assertThat(emulator.enrollments()).isEqualTo(10);
  }

  @Test
  void deletesInBulkAndReadsAnEmptyErrorList() throws Exception {
    List<IndividualEnrollment> two = List.of(tpmEnrollment("gone-1"), tpmEnrollment("gone-2"));
    client.runBulkEnrollmentOperation(BulkOperationMode.CREATE, two);
    BulkEnrollmentOperationResult result =
        client.runBulkEnrollmentOperation(BulkOperationMode.DELETE, two);
    assertThat(result.getSuccessful()).isTrue();
    assertThat(result.getErrors()).isEmpty();
    assertThat(emulator.enrollments()).isZero();
  }

  @Test
  void queriesPageByPage() throws Exception {
    for (int i = 0; i < 5; i++) {
      client.createOrUpdateIndividualEnrollment(tpmEnrollment("page-" + i));
    }
    Query query =
        client.createIndividualEnrollmentQuery(
            new QuerySpecificationBuilder("*", QuerySpecificationBuilder.FromType.ENROLLMENTS)
                .createSqlQuery(),
            2);
    List<String> seen = new ArrayList<>();
    int pages = 0;
    while (query.hasNext()) {
      QueryResult page = query.next();
      pages++;
      for (Object item : page.getItems()) {
        seen.add(((IndividualEnrollment) item).getRegistrationId());
      }
    }
    assertThat(seen).containsExactly("page-0", "page-1", "page-2", "page-3", "page-4");
    assertThat(pages).isEqualTo(3);
  }

  @Test
  void deletesAndDoesNotFindIt() throws Exception {
    client.createOrUpdateIndividualEnrollment(tpmEnrollment("short-lived"));
    client.deleteIndividualEnrollment("short-lived");
    assertThatThrownBy(() -> client.getIndividualEnrollment("short-lived"))
        .isInstanceOf(ProvisioningServiceClientNotFoundException.class)
        .hasMessageContaining("404201");
  }

  @Test
  void readsTheAttestationMechanismWithTheKeysThatGetLeavesOut() throws Exception {
    String primary = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    String secondary = "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=";
    client.createOrUpdateIndividualEnrollment(
        new IndividualEnrollment("keyed", new SymmetricKeyAttestation(primary, secondary)));

    SymmetricKeyAttestation shown =
        (SymmetricKeyAttestation) client.getIndividualEnrollment("keyed").getAttestation();
    AttestationMechanism mechanism = client.getIndividualEnrollmentAttestationMechanism("keyed");

    assertThat(shown.getPrimaryKey()).isNull();
    assertThat(mechanism.getType()).isEqualTo(AttestationMechanismType.SYMMETRIC_KEY);
    SymmetricKeyAttestation full = (SymmetricKeyAttestation) mechanism.getAttestation();
    assertThat(full.getPrimaryKey()).isEqualTo(primary);
    assertThat(full.getSecondaryKey()).isEqualTo(secondary);
  }

  @Test
  void hearsWhatIsWrongWithAnEndorsementKey() {
    IndividualEnrollment wrong =
        new IndividualEnrollment("der-key", new TpmAttestation("MIIBIjANBgkqhkiG9w0B"));
    assertThatThrownBy(() -> client.createOrUpdateIndividualEnrollment(wrong))
        .isInstanceOf(ProvisioningServiceClientException.class)
        .hasMessageContaining("400004")
        .hasMessageContaining("Endorsement key is invalid");
  }
}
