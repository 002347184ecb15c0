package io.birthmark.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.microsoft.azure.sdk.iot.provisioning.service.ProvisioningServiceClient;
import com.microsoft.azure.sdk.iot.provisioning.service.Query;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.AllocationPolicy;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.AttestationMechanism;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.CustomAllocationDefinition;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.DeviceRegistrationState;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.EnrollmentGroup;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.IndividualEnrollment;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.ProvisioningStatus;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.QuerySpecification;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.QuerySpecificationBuilder;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.QuerySpecificationBuilder.FromType;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.ReprovisionPolicy;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.SymmetricKeyAttestation;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.X509Attestation;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.X509CertificateInfo;
import com.microsoft.azure.sdk.iot.provisioning.service.exceptions.ProvisioningServiceClientException;
import com.microsoft.azure.sdk.iot.provisioning.service.exceptions.ProvisioningServiceClientNotFoundException;
import io.birthmark.emulator.OpenSslCa.Credential;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Groups and certificates with Microsoft's provisioning-service-client, unmodified. */
class MicrosoftServiceClientGroupsTest {

  @TempDir static Path dir;
  private static OpenSslCa root;
  private static Credential device;

  private final DpsEmulator emulator =
      Running.emulator(EmulatorOptions.builder().assigningAnswers(0));
  private final ProvisioningServiceClient client = ServiceClientAt.clientOf(emulator);

  @RegisterExtension final ServiceClientAt wiring = new ServiceClientAt(emulator);

  @BeforeAll
  static void makeCertificates() {
    root = OpenSslCa.root(dir, "Plant Root");
    device = root.device("press-1");
  }

  private static EnrollmentGroup signedGroup(String id) {
    return new EnrollmentGroup(id, X509Attestation.createFromRootCertificates(root.pem()));
  }

  @Test
  void createsUpdatesAndDeletesAGroupByItsSigner() throws Exception {
    EnrollmentGroup wanted = signedGroup("line-3");
    wanted.setAllocationPolicy(AllocationPolicy.GEOLATENCY);
    ReprovisionPolicy policy = new ReprovisionPolicy();
    policy.setUpdateHubAssignment(true);
    policy.setMigrateDeviceData(false);
    wanted.setReprovisionPolicy(policy);
    EnrollmentGroup created = client.createOrUpdateEnrollmentGroup(wanted);
    X509CertificateInfo info =
        ((X509Attestation) created.getAttestation()).getPrimaryX509CertificateInfo();
    assertThat(info.getSubjectName()).isEqualTo("CN=Plant Root");
    assertThat(info.getNotAfterUtc()).isAfter(info.getNotBeforeUtc());
    assertThat(info.getVersion()).isEqualTo(3);
    assertThat(created.getAllocationPolicy()).isEqualTo(AllocationPolicy.GEOLATENCY);
    assertThat(created.getReprovisionPolicy().getMigrateDeviceData()).isFalse();

    EnrollmentGroup read = client.getEnrollmentGroup("line-3");
    read.setProvisioningStatus(ProvisioningStatus.DISABLED);
    EnrollmentGroup updated = client.createOrUpdateEnrollmentGroup(read);
    assertThat(updated.getProvisioningStatus()).isEqualTo(ProvisioningStatus.DISABLED);
    assertThat(updated.getEtag()).isNotEqualTo(created.getEtag());

    client.deleteEnrollmentGroup(updated);
    assertThatThrownBy(() -> client.getEnrollmentGroup("line-3"))
        .isInstanceOf(ProvisioningServiceClientNotFoundException.class);
  }

  @Test
  void isToldThatAGroupsNameIsTaken() throws Exception {
    client.createOrUpdateEnrollmentGroup(signedGroup("line-3"));
    assertThatThrownBy(() -> client.createOrUpdateEnrollmentGroup(signedGroup("line-3")))
        .isInstanceOf(ProvisioningServiceClientException.class)
        .hasMessageContaining("409201");
  }

  @Test
  void refersToACaTheServiceKnows() throws Exception {
    Caller.owner(emulator).put("/admin/certificates/plant", root.pem());
    EnrollmentGroup created =
        client.createOrUpdateEnrollmentGroup(
            new EnrollmentGroup("plant", X509Attestation.createFromCAReferences("plant")));
    assertThat(((X509Attestation) created.getAttestation()).getCAReferences().getPrimary())
        .isEqualTo("plant");
  }

  @Test
  void enrolsADeviceByItsCertificate() throws Exception {
    client.createOrUpdateIndividualEnrollment(
        new IndividualEnrollment(
            "press-1", X509Attestation.createFromClientCertificates(device.leafPem())));
    X509Attestation read =
        (X509Attestation) client.getIndividualEnrollment("press-1").getAttestation();
    assertThat(read.getPrimaryX509CertificateInfo().getIssuerName()).isEqualTo("CN=Plant Root");
    assertThat(read.getClientCertificates().getPrimary().getInfo().getSerialNumber()).isNotEmpty();
  }

  @Test
  void fetchesTheGroupKeysThatTheServiceMade() throws Exception {
    client.createOrUpdateEnrollmentGroup(
        new EnrollmentGroup("fleet", new SymmetricKeyAttestation("", "")));
    AttestationMechanism mechanism = client.getEnrollmentGroupAttestationMechanism("fleet");
    SymmetricKeyAttestation keys = (SymmetricKeyAttestation) mechanism.getAttestation();
    assertThat(Base64.getDecoder().decode(keys.getPrimaryKey())).hasSize(64);
    SymmetricKeyAttestation shown =
        (SymmetricKeyAttestation) client.getEnrollmentGroup("fleet").getAttestation();
    assertThat(shown.getPrimaryKey()).isNull();
  }

  @Test
  void queriesGroupsPageByPage() throws Exception {
    for (String id : new String[] {"a", "b", "c"}) {
      client.createOrUpdateEnrollmentGroup(signedGroup(id));
    }
    Query query = client.createEnrollmentGroupQuery(all(FromType.ENROLLMENT_GROUPS), 2);
    int seen = 0;
    while (query.hasNext()) {
      for (Object item : query.next().getItems()) {
        assertThat(item).isInstanceOf(EnrollmentGroup.class);
        seen++;
      }
    }
    assertThat(seen).isEqualTo(3);
    assertThat(emulator.enrollmentGroups()).isEqualTo(3);
  }

  @Test
  void listsAndDeletesTheRegistrationsOfAGroup() throws Exception {
    client.createOrUpdateEnrollmentGroup(signedGroup("plant"));
    Caller.showing(device, emulator)
        .put(
            "/" + emulator.idScope() + "/registrations/press-1/register",
            Bodies.register("press-1"));
    Query query =
        client.createEnrollmentGroupRegistrationStateQuery(
            all(FromType.DEVICE_REGISTRATIONS), "plant");
    Object[] items = query.next().getItems();
    assertThat(items).hasSize(1);
    assertThat(((DeviceRegistrationState) items[0]).getRegistrationId()).isEqualTo("press-1");
    DeviceRegistrationState state = client.getDeviceRegistrationState("press-1");
    assertThat(state.getAssignedHub()).isIn(EmulatorOptions.DEFAULT_HUBS);
    client.deleteDeviceRegistrationState("press-1");
    assertThat(emulator.registrations()).isZero();
  }

  private static QuerySpecification all(FromType table) {
    return new QuerySpecificationBuilder("*", table).createSqlQuery();
  }

  @Test
  void givesAGroupAWebhook() throws Exception {
    EnrollmentGroup wanted = signedGroup("custom");
    wanted.setAllocationPolicy(AllocationPolicy.CUSTOM);
    CustomAllocationDefinition webhook = new CustomAllocationDefinition();
    webhook.setWebhookUrl("https://allocate.example.test/api");
    webhook.setApiVersion("2019-03-31");
    wanted.setCustomAllocationDefinition(webhook);
    EnrollmentGroup created = client.createOrUpdateEnrollmentGroup(wanted);
    assertThat(created.getCustomAllocationDefinition().getWebhookUrl())
        .isEqualTo("https://allocate.example.test/api");
  }
}
