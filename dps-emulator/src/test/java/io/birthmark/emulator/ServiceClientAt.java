package io.birthmark.emulator;

import com.microsoft.azure.sdk.iot.provisioning.service.ProvisioningServiceClient;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Leads Microsoft's service client, which knows only port 443, to an emulator; stops the emulator
 * afterwards.
 */
final class ServiceClientAt implements BeforeEachCallback, AfterEachCallback {

  private static final String NAME = "dps.example.test";

  private final DpsEmulator emulator;
  private final ConnectProxy proxy;
  private final Map<String, String> propertiesBefore = new HashMap<>();
  private final SSLSocketFactory socketsBefore = HttpsURLConnection.getDefaultSSLSocketFactory();

  ServiceClientAt(DpsEmulator emulator) {
    this.emulator = emulator;
    try {
      this.proxy = new ConnectProxy(emulator.port());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static ProvisioningServiceClient clientOf(DpsEmulator emulator) {
    return new ProvisioningServiceClient(
        emulator.ownerConnectionString().replace("HostName=localhost", "HostName=" + NAME));
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    set("https.proxyHost", "127.0.0.1");
    set("https.proxyPort", Integer.toString(proxy.port()));
    HttpsURLConnection.setDefaultSSLSocketFactory(
        Caller.trusting(emulator.caCertificatePem()).getSocketFactory());
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    HttpsURLConnection.setDefaultSSLSocketFactory(socketsBefore);
    propertiesBefore.forEach(
        (name, value) -> {
          if (value.isEmpty()) {
            System.clearProperty(name);
          } else {
            System.setProperty(name, value);
          }
        });
    proxy.close();
    emulator.close();
  }

  private void set(String name, String value) {
    propertiesBefore.put(name, Objects.requireNonNullElse(System.getProperty(name), ""));
    System.setProperty(name, value);
  }
}
