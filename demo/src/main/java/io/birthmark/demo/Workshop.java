package io.birthmark.demo;

import io.birthmark.hsm.simulated.SoftToken;
import io.birthmark.hsm.simulated.SoftwareTpm;
import io.birthmark.hsm.simulated.TokenReader;
import io.birthmark.hsm.simulated.TpmMaker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Where the demo's hardware is made: what its makers deliver to the line. */
final class Workshop {
  private final DemoFolder folder;
  private final Workers workers;
  private final Parts parts;
  private final Consumer<DemoDevice> made;
  private final SecureRandom random = new SecureRandom();

  /** Who ends what was started, whatever happens. */
  interface Parts {
    <T extends AutoCloseable> T keep(T part) throws IOException;
  }

  /**
   * @param made is told of each device that is ready
   */
  Workshop(DemoFolder folder, Workers workers, Parts parts, Consumer<DemoDevice> made) {
    this.folder = folder;
    this.workers = workers;
    this.parts = parts;
    this.made = made;
  }

  /** Makes the devices of {@code lot}, each switched on and in its slot. */
  List<DemoDevice> make(Lot lot) throws IOException, InterruptedException {
    AtomicInteger number = new AtomicInteger();
    List<DemoDevice> devices = new ArrayList<>();
    for (DemoAttestation attestation : lot.tpms()) {
      String serial = String.format("%06d", number.incrementAndGet());
      TpmDevice tpm = new TpmDevice(new SoftwareTpm(folder.device(serial).resolve("tpm")));
      devices.add(new DemoDevice(serial, "S" + number, attestation, tpm));
    }
    makeTpms(List.copyOf(devices));
    if (lot.needsIssuer()) {
      TokenReader reader = TokenReader.in(folder.reader());
      plugInStationsHsm(reader);
      String pin = pin();
      credential("device-pin", pin);
      for (DemoAttestation attestation : lot.tokens()) {
        String serial = String.format("%06d", number.incrementAndGet());
        DemoDevice device =
            new DemoDevice(serial, "S" + number, attestation, token(serial, pin, reader));
        devices.add(device);
        made.accept(device);
      }
    }
    return devices;
  }

  private void makeTpms(List<DemoDevice> devices) throws IOException, InterruptedException {
    if (devices.isEmpty()) {
      return;
    }
    TpmMaker maker = new TpmMaker(folder.maker());
    // The first one makes the maker's certificate authority, so it goes alone.
    makeTpm(maker, devices.get(0));
    workers.each(devices.subList(1, devices.size()), device -> makeTpm(maker, device));
    maker.publishRoots(folder.roots());
  }

  private void makeTpm(TpmMaker maker, DemoDevice device) throws IOException, InterruptedException {
    SoftwareTpm tpm = ((TpmDevice) device.element()).tpm();
    maker.make(tpm.state());
    SoftwareTpm on = parts.keep(tpm.powerOn());
    Files.writeString(tpm.state().resolveSibling("tpm-address"), on.address() + "\n");
    made.accept(device);
  }

  private TokenDevice token(String serial, String pin, TokenReader reader)
      throws IOException, InterruptedException {
    String label = "device-" + serial;
    Path place = Files.createDirectories(folder.device(serial));
    TokenDevice device = new TokenDevice(SoftToken.make(place, label, pin, pin()), label);
    TokenDevice plugged = parts.keep(device);
    SoftToken unused = plugged.token().plugIn(reader);
    return plugged;
  }

  private void plugInStationsHsm(TokenReader reader) throws IOException, InterruptedException {
    String pin = pin();
    credential("issuer-pin", pin);
    SoftToken hsm =
        SoftToken.make(
            Files.createDirectories(folder.stationHsm()), DemoConfig.STATION_TOKEN, pin, pin());
    SoftToken unused = parts.keep(hsm).plugIn(reader);
  }

  private void credential(String name, String value) throws IOException {
    Files.writeString(folder.credentials().resolve(name), value);
  }

  private String pin() {
    return String.format("%08d", random.nextInt(100_000_000));
  }
}
