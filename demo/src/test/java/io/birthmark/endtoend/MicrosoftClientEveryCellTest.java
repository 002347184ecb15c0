package io.birthmark.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.azure.sdk.iot.provisioning.device.ProvisioningDeviceClient;
import com.microsoft.azure.sdk.iot.provisioning.device.ProvisioningDeviceClientRegistrationResult;
import com.microsoft.azure.sdk.iot.provisioning.device.ProvisioningDeviceClientStatus;
import com.microsoft.azure.sdk.iot.provisioning.device.ProvisioningDeviceClientTransportProtocol;
import com.microsoft.azure.sdk.iot.provisioning.security.SecurityProvider;
import com.microsoft.azure.sdk.iot.provisioning.security.SecurityProviderSymmetricKey;
import com.microsoft.azure.sdk.iot.provisioning.security.SecurityProviderX509;
import io.birthmark.emulator.DpsEmulator;
import io.birthmark.emulator.EmulatorOptions;
import io.birthmark.firstboot.tls.ElementIdentity;
import io.birthmark.firstboot.tls.Trust;
import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.DeviceElement;
import io.birthmark.hsm.IdentityRecord;
import io.birthmark.hsm.SecretBytes;
import io.birthmark.hsm.pkcs11.DeviceToken;
import io.birthmark.hsm.simulated.SoftToken;
import io.birthmark.hsm.simulated.SoftwareTpm;
import io.birthmark.hsm.simulated.TokenReader;
import io.birthmark.hsm.tpm.DeviceTpm;
import io.birthmark.hsm.tpm.transport.TpmConnector;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Microsoft's provisioning-device-client, unmodified, with the identities that the station has put
 * into TPMs and tokens: the keys are used where they are.
 */
class MicrosoftClientEveryCellTest {
  @TempDir private static Path folder;

  private static DpsEmulator service;
  private static SSLContext anonymous;

  @BeforeAll
  static void startTheServiceAgain() throws Exception {
    service =
        DpsEmulator.start(
            EmulatorOptions.builder()
                .directory(EveryCell.line().resolve("dps"))
                .retryAfterSeconds(0)
                .build());
    anonymous = trust().anonymous();
  }

  @AfterAll
  static void stopTheService() throws Exception {
    service.close();
  }

  private static Trust trust() throws Exception {
    return Trust.in(EveryCell.line().resolve("dps/ca.pem"));
  }

  private interface Use {
    void of(DeviceElement device) throws Exception;
  }

  private static void withTpm(String serial, Use use) throws Exception {
    try (SoftwareTpm tpm = Bench.on(new SoftwareTpm(EveryCell.place(serial).resolve("tpm")));
        DeviceTpm device =
            new DeviceTpm(TpmConnector.connect(tpm.address(), Duration.ofSeconds(30)))) {
      use.of(device);
    }
  }

  private static void withToken(String serial, Use use) throws Exception {
    TokenReader reader = TokenReader.in(Files.createDirectories(folder.resolve("reader")));
    byte[] pin =
        Files.readString(EveryCell.place(serial).resolve("pin"))
            .strip()
            .getBytes(StandardCharsets.UTF_8);
    try (SoftToken token = SoftToken.at(EveryCell.place(serial)).plugIn(reader);
        SecretBytes secret = SecretBytes.taking(pin);
        DeviceToken device = DeviceToken.open(TokenReader.module(), "device-" + serial, secret)) {
      assertThat(token.folder()).isEqualTo(EveryCell.place(serial));
      use.of(device);
    }
  }

  private static void register(String serial, DeviceElement device, SecurityProvider identity)
      throws Exception {
    IdentityRecord record = device.record().orElseThrow();
    ProvisioningDeviceClientRegistrationResult result =
        ProvisioningDeviceClient.create(
                URI.create(record.registrationUrl()).getAuthority(),
                record.idScope(),
                ProvisioningDeviceClientTransportProtocol.HTTPS,
                identity)
            .registerDeviceSync();
    assertThat(result.getProvisioningDeviceClientStatus())
        .isEqualTo(ProvisioningDeviceClientStatus.PROVISIONING_DEVICE_STATUS_ASSIGNED);
    assertThat(result.getDeviceId()).isEqualTo("press-" + serial);
    assertThat(result.getIothubUri()).isIn(EmulatorOptions.DEFAULT_HUBS);
  }

  private static void registerByCertificate(String serial, DeviceElement device) throws Exception {
    List<X509Certificate> chain = device.certificateChain().parsed();
    register(serial, device, new StationCertified(chain, trust().as(ElementIdentity.in(device))));
  }

  private static void registerByKey(String serial, DeviceElement device) throws Exception {
    byte[] derived =
        SecurityProviderSymmetricKey.ComputeDerivedSymmetricKey(
            EveryCell.groupKey().getBytes(StandardCharsets.US_ASCII), "press-" + serial);
    register(serial, device, new StationDerived(derived, "press-" + serial, device));
  }

  @ParameterizedTest
  @ValueSource(strings = {"000002", "000003"})
  void registersByACertificateWhoseKeyIsInTheTpm(String serial) throws Exception {
    withTpm(serial, device -> registerByCertificate(serial, device));
  }

  @ParameterizedTest
  @ValueSource(strings = {"000005", "000006"})
  void registersByACertificateWhoseKeyIsOnTheToken(String serial) throws Exception {
    withToken(serial, device -> registerByCertificate(serial, device));
  }

  @Test
  void registersByTheDerivedKeyInTheTpm() throws Exception {
    withTpm("000004", device -> registerByKey("000004", device));
  }

  @Test
  void registersByTheDerivedKeyOnTheToken() throws Exception {
    withToken("000007", device -> registerByKey("000007", device));
  }

  /** The client's own certificate interface; it is given no private key, only a way to use one. */
  private static final class StationCertified extends SecurityProviderX509 {
    private final List<X509Certificate> chain;
    private final SSLContext tls;

    StationCertified(List<X509Certificate> chain, SSLContext tls) {
      this.chain = chain;
      this.tls = tls;
    }

    @Override
    public String getClientCertificateCommonName() {
      return chain.get(0).getSubjectX500Principal().getName().replaceFirst("^CN=([^,]*).*", "$1");
    }

    @Override
    public X509Certificate getClientCertificate() {
      return chain.get(0);
    }

    @Override
    public Key getClientPrivateKey() {
      throw new AssertionError("the key is in the element, and stays there");
    }

    @Override
    public Collection<X509Certificate> getIntermediateCertificatesChain() {
      return chain.subList(1, chain.size());
    }

    @Override
    public SSLContext getSSLContext() {
      return tls;
    }
  }

  /**
   * The client's own symmetric key, computed by Microsoft's formula from the group's; each of its
   * signatures must be the one that the element makes.
   */
  private static final class StationDerived extends SecurityProviderSymmetricKey {
    private final DeviceElement device;

    StationDerived(byte[] derived, String registrationId, DeviceElement device) {
      super(derived, registrationId);
      this.device = device;
    }

    @Override
    public byte[] HMACSignData(byte[] data, byte[] key) {
      Bytes made = device.hmac(Bytes.of(data));
      assertThat(made.toArray()).isEqualTo(computed(data, key));
      return made.toArray();
    }

    private byte[] computed(byte[] data, byte[] key) {
      try {
        return super.HMACSignData(data, key);
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public SSLContext getSSLContext() {
      return anonymous;
    }
  }
}
