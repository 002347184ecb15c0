package io.birthmark.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.azure.sdk.iot.provisioning.device.ProvisioningDeviceClient;
import com.microsoft.azure.sdk.iot.provisioning.device.ProvisioningDeviceClientRegistrationResult;
import com.microsoft.azure.sdk.iot.provisioning.device.ProvisioningDeviceClientStatus;
import com.microsoft.azure.sdk.iot.provisioning.device.ProvisioningDeviceClientTransportProtocol;
import com.microsoft.azure.sdk.iot.provisioning.security.SecurityProviderTpm;
import io.birthmark.emulator.EmulatorOptions;
import io.birthmark.firstboot.tls.Trust;
import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.IdentityRecord;
import io.birthmark.hsm.simulated.SoftwareTpm;
import io.birthmark.hsm.tpm.DeviceTpm;
import io.birthmark.hsm.tpm.transport.TpmConnector;
import java.net.URI;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

/** Microsoft's provisioning-device-client, unmodified, on a device that the station has made. */
class MicrosoftDeviceClientTest {

  @Test
  void registersOverHttpsWithWhatTheStationLeftInTheTpm() throws Exception {
    try (Bench bench = new Bench()) {
      SoftwareTpm tpm = bench.slot("A", 1);
      assertThat(bench.provision("000417").exit()).isZero();
      assertThat(bench.cli("upload").exit()).isZero();
      tpm.powerCycle();

      try (DeviceTpm device =
          new DeviceTpm(TpmConnector.connect(tpm.address(), Duration.ofSeconds(30)))) {
        IdentityRecord record = device.record().orElseThrow();
        URI url = URI.create(record.registrationUrl());
        ProvisioningDeviceClientRegistrationResult result =
            ProvisioningDeviceClient.create(
                    url.getAuthority(),
                    record.idScope(),
                    ProvisioningDeviceClientTransportProtocol.HTTPS,
                    new StationMade(
                        device,
                        record.registrationId(),
                        Trust.in(bench.folder().resolve("dps/ca.pem")).anonymous()))
                .registerDeviceSync();

        assertThat(result.getProvisioningDeviceClientStatus())
            .isEqualTo(ProvisioningDeviceClientStatus.PROVISIONING_DEVICE_STATUS_ASSIGNED);
        assertThat(result.getDeviceId()).isEqualTo("press-000417");
        assertThat(result.getIothubUri()).isIn(EmulatorOptions.DEFAULT_HUBS);
      }
      // The hub's key is where Microsoft's SDKs look for it.
      assertThat(Tools.run(tpm, "tpm2_getcap handles-persistent")).contains("0x81000100");
    }
  }

  /** The client's own TPM interface over the TPM as the device itself uses it. */
  private static final class StationMade extends SecurityProviderTpm {
    private final DeviceTpm tpm;
    private final String registrationId;
    private final SSLContext trust;

    StationMade(DeviceTpm tpm, String registrationId, SSLContext trust) {
      this.tpm = tpm;
      this.registrationId = registrationId;
      this.trust = trust;
    }

    @Override
    public String getRegistrationId() {
      return registrationId;
    }

    @Override
    public byte[] getEndorsementKey() {
      return tpm.endorsementKey().toArray();
    }

    @Override
    public byte[] getStorageRootKey() {
      return tpm.storageRootKey().toArray();
    }

    @Override
    public byte[] activateIdentityKey(byte[] challenge) {
      tpm.activate(Bytes.of(challenge));
      return new byte[0];
    }

    @Override
    public byte[] signWithIdentity(byte[] data) {
      return tpm.signForService(Bytes.of(data)).toArray();
    }

    @Override
    public SSLContext getSSLContext() {
      return trust;
    }
  }
}
