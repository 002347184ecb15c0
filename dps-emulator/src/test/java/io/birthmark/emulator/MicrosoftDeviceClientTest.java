package io.birthmark.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.azure.sdk.iot.provisioning.device.AdditionalData;
import com.microsoft.azure.sdk.iot.provisioning.device.ProvisioningDeviceClient;
import com.microsoft.azure.sdk.iot.provisioning.device.ProvisioningDeviceClientRegistrationResult;
import com.microsoft.azure.sdk.iot.provisioning.device.ProvisioningDeviceClientStatus;
import com.microsoft.azure.sdk.iot.provisioning.device.ProvisioningDeviceClientTransportProtocol;
import com.microsoft.azure.sdk.iot.provisioning.security.SecurityProviderSymmetricKey;
import com.microsoft.azure.sdk.iot.provisioning.security.SecurityProviderTpm;
import io.birthmark.emulator.http.Operation;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

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
