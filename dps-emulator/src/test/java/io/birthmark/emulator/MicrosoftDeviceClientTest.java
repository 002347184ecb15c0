package io.birthmark.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.azure.sdk.iot.provisioning.device.AdditionalData;
import com.microsoft.azure.sdk.iot.provisioning.device.ProvisioningDeviceClient;
import com.microsoft.azure.sdk.iot.provisioning.device.ProvisioningDeviceClientRegistrationResult;
import com.microsoft.azure.sdk.iot.provisioning.device.ProvisioningDeviceClientStatus;
import com.microsoft.azure.sdk.iot.provisioning.device.ProvisioningDeviceClientTransportProtocol;
import com.microsoft.azure.sdk.iot.provisioning.security.SecurityProvider;
import com.microsoft.azure.sdk.iot.provisioning.security.SecurityProviderSymmetricKey;
import com.microsoft.azure.sdk.iot.provisioning.security.SecurityProviderTpm;
import com.microsoft.azure.sdk.iot.provisioning.security.hsm.SecurityProviderX509Cert;
import io.birthmark.emulator.OpenSslCa.Credential;
import io.birthmark.emulator.http.Operation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Microsoft's provisioning-device-client, unmodified, over HTTPS against the emulator. */
class MicrosoftDeviceClientTest {

  private static final String KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

  @Test
  void registersWithASymmetricKey() throws Exception {
    try (DpsEmulator emulator = DpsEmulator.start(EmulatorOptions.builder().build())) {
      Caller.owner(emulator)
          .put(
              "/enrollments/sym-dev-0001",
              Bodies.symmetricKey("sym-dev-0001", KEY, KEY, ",\"deviceId\":\"Press.1\""));
      SSLContext trust = Caller.trusting(emulator.caCertificatePem());
      SecurityProviderSymmetricKey device =
          new SecurityProviderSymmetricKey(KEY.getBytes(StandardCharsets.UTF_8), "sym-dev-0001") {
            @Override
            public SSLContext getSSLContext() {
              return trust;
            }
          };
      ProvisioningDeviceClient client =
          ProvisioningDeviceClient.create(
              "localhost:" + emulator.port(),
              emulator.idScope(),
              ProvisioningDeviceClientTransportProtocol.HTTPS,
              device);
      AdditionalData data = new AdditionalData();
      data.setProvisioningPayload("{\"modelId\":\"dtmi:x;1\"}");

      ProvisioningDeviceClientRegistrationResult result = client.registerDeviceSync(data);

      assertThat(result.getProvisioningDeviceClientStatus())
          .isEqualTo(ProvisioningDeviceClientStatus.PROVISIONING_DEVICE_STATUS_ASSIGNED);
      assertThat(result.getDeviceId()).isEqualTo("Press.1");
      assertThat(result.getIothubUri()).isIn(EmulatorOptions.DEFAULT_HUBS);
      assertThat(emulator.requests().of(Operation.REGISTER, 202)).isEqualTo(1);
      assertThat(emulator.requests().of(Operation.POLL, 200)).isEqualTo(1);
    }
  }

  @Test
  void registersWithATpmAndPutsTheHubKeyIntoIt() throws Exception {
    try (DpsEmulator emulator = DpsEmulator.start(EmulatorOptions.builder().build())) {
      SoftwareTpm tpm = new SoftwareTpm();
      Caller.owner(emulator)
          .put("/enrollments/tpm-dev-1", Bodies.tpm("tpm-dev-1", tpm.endorsementKey()));
      TpmProvider device = new TpmProvider(tpm, Caller.trusting(emulator.caCertificatePem()));

      ProvisioningDeviceClientRegistrationResult result =
          ProvisioningDeviceClient.create(
                  "localhost:" + emulator.port(),
                  emulator.idScope(),
                  ProvisioningDeviceClientTransportProtocol.HTTPS,
                  device)
              .registerDeviceSync();

      assertThat(result.getProvisioningDeviceClientStatus())
          .isEqualTo(ProvisioningDeviceClientStatus.PROVISIONING_DEVICE_STATUS_ASSIGNED);
      assertThat(result.getDeviceId()).isEqualTo("tpm-dev-1");
      assertThat(device.activations).isEqualTo(2);
      assertThat(emulator.requests().of(Operation.REGISTER, 401)).isEqualTo(1);
      assertThat(emulator.requests().of(Operation.REGISTER, 202)).isEqualTo(1);
    }
  }

  /** The client's own context speaks TLS 1.2; one that is given to it may speak 1.3. */
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void registersWithAnEnrolledCertificate(String protocol, @TempDir Path dir) throws Exception {
    try (DpsEmulator emulator = Running.emulator()) {
      Credential credential = OpenSslCa.root(dir, "Plant Root").device("x509-dev-1");
      Caller.owner(emulator)
          .put("/enrollments/x509-dev-1", Bodies.x509("x509-dev-1", credential.leafPem()));
      isAssigned("x509-dev-1", register(protocol, emulator, credential));
    }
  }

  @Test
  void registersByItsGroupWithTheIntermediatesInBetween(@TempDir Path dir) throws Exception {
    try (DpsEmulator emulator = Running.emulator()) {
      OpenSslCa root = OpenSslCa.root(dir, "Plant Root");
      Credential credential =
          root.intermediate("Plant").intermediate("Line 3").device("x509-dev-2");
      Caller owner = Caller.owner(emulator);
      assertThat(credential.chain()).hasSize(3);
      owner.put("/enrollmentGroups/plant", Bodies.signedGroup("plant", root.pem()));
      isAssigned("x509-dev-2", register("TLS", emulator, credential));
      assertThat(emulator.enrollments()).isZero();
      assertThat(owner.get("/registrations/x509-dev-2").json().path("status").asText())
          .isEqualTo("assigned");
    }
  }

  @Test
  void registersWithAKeyDerivedFromItsGroups() throws Exception {
    try (DpsEmulator emulator = Running.emulator()) {
      Caller.owner(emulator).put("/enrollmentGroups/fleet", Bodies.keyGroup("fleet", KEY, KEY, ""));
      byte[] derived =
          SecurityProviderSymmetricKey.ComputeDerivedSymmetricKey(
              KEY.getBytes(StandardCharsets.UTF_8), "sym-dev-0001");
      SSLContext trust = Caller.trusting(emulator.caCertificatePem());
      SecurityProviderSymmetricKey device =
          new SecurityProviderSymmetricKey(derived, "sym-dev-0001") {
            @Override
            public SSLContext getSSLContext() {
              return trust;
            }
          };
      isAssigned("sym-dev-0001", register(emulator, device));
    }
  }

  private static ProvisioningDeviceClientRegistrationResult register(
      String protocol, DpsEmulator emulator, Credential credential) throws Exception {
    SSLContext tls = Caller.trusting(protocol, emulator.caCertificatePem(), credential);
    List<X509Certificate> chain = credential.chain();
    return register(
        emulator,
        new SecurityProviderX509Cert(
            chain.get(0), credential.key(), chain.subList(1, chain.size())) {
          @Override
          public SSLContext getSSLContext() {
            return tls;
          }
        });
  }

  private static ProvisioningDeviceClientRegistrationResult register(
      DpsEmulator emulator, SecurityProvider device) throws Exception {
    return ProvisioningDeviceClient.create(
            "localhost:" + emulator.port(),
            emulator.idScope(),
            ProvisioningDeviceClientTransportProtocol.HTTPS,
            device)
        .registerDeviceSync();
  }

  private static void isAssigned(
      String deviceId, ProvisioningDeviceClientRegistrationResult result) {
    assertThat(result.getProvisioningDeviceClientStatus())
        .isEqualTo(ProvisioningDeviceClientStatus.PROVISIONING_DEVICE_STATUS_ASSIGNED);
    assertThat(result.getDeviceId()).isEqualTo(deviceId);
    assertThat(result.getIothubUri()).isIn(EmulatorOptions.DEFAULT_HUBS);
  }

  /** The client's own TPM interface over our software TPM. */
  private static final class TpmProvider extends SecurityProviderTpm {

    private final SoftwareTpm tpm;
    private final SSLContext trust;
    private int activations;
    private byte[] key = {};

    TpmProvider(SoftwareTpm tpm, SSLContext trust) {
      this.tpm = tpm;
      this.trust = trust;
    }

    @Override
    public String getRegistrationId() {
      return "tpm-dev-1";
    }

    @Override
    public byte[] getEndorsementKey() {
      return Base64.getDecoder().decode(tpm.endorsementKey());
    }

    @Override
    public byte[] getStorageRootKey() {
      return Base64.getDecoder().decode(tpm.storageRootKey());
    }

    @Override
    public byte[] activateIdentityKey(byte[] blob) {
      key = tpm.activate(Base64.getEncoder().encodeToString(blob)).hmacKey();
      activations++;
      return key;
    }

    @Override
    public byte[] signWithIdentity(byte[] data) {
      return Sas.hmac(key, new String(data, StandardCharsets.UTF_8));
    }

    @Override
    public SSLContext getSSLContext() {
      return trust;
    }
  }
}
