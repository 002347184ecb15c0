package io.birthmark.demo.crash;

import io.birthmark.demo.Folders;
import io.birthmark.demo.LineSetUp;
import io.birthmark.demo.Progress;
import io.birthmark.hsm.simulated.SoftToken;
import io.birthmark.hsm.simulated.TokenReader;
import io.birthmark.hsm.simulated.TpmMaker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What stands around the station: the service, the station's HSM, the slots and the devices. It is
 * made once, and put back to its beginning for each round.
 */
final class Line implements AutoCloseable {
  private static final String PIN = "12345678";
  private static final String GROUP = "line-keys";

  /** Its maker delivers it initialised; the other one is blank, and SoftHSM has room for one. */
  private static final String INITIALISED = "device-e";

  /** What goes wrong at the service, seeded; about every fourth call does not go as it should. */
  private static final String FAULTS =
      "throttle=0.02,server-error=0.05,unavailable=0.03,slow=0.1:150ms,drop-before=0.05,"
          + "drop-after=0.08,partial=0.05,on=service,seed=";

  private final Path project;
  private final Path folder;
  private final List<TpmInside> tpms = new ArrayList<>();
  private final List<Place> places = new ArrayList<>();
  private final List<Board> drawer = new ArrayList<>();
  private Optional<ServiceProcess> service = Optional.empty();

  /** The folder of the station's HSM among the tokens. */
  private List<String> hsm = List.of();

  private int spares;

  private Line(Path project, Path folder) {
    this.project = project;
    this.folder = folder;
  }

  /** Makes everything that takes time. */
  static Line make(Path project, Path folder, Progress progress)
      throws IOException, InterruptedException {
    Line line = new Line(project, folder);
    try {
      progress.begin("making four TPMs, a token, the station's HSM and CA, and the service");
      TpmMaker maker = new TpmMaker(folder.resolve("maker"));
      for (int number = 1; number <= 4; number++) {
        line.tpms.add(TpmInside.make(maker, folder.resolve("tpm" + number)));
      }
      maker.publishRoots(folder.resolve("ek-roots"));
      line.takePlaces();
      line.setUp();
    } catch (IOException | InterruptedException | RuntimeException e) {
      line.close();
      throw e;
    }
    return line;
  }

  private void takePlaces() throws IOException {
    for (int number = 1; number <= 3; number++) {
      drawer.add(new Board("tpm " + number, tpms.get(number - 1)));
    }
    places.add(Place.ofTpm("A", "press", false, Optional.empty(), Wire.open()));
    places.add(Place.ofTpm("B", "press", false, Optional.empty(), Wire.open()));
    Board x509 = new Board("tpm 4", tpms.get(3));
    places.add(Place.ofTpm("C", "valve", true, Optional.of(x509), Wire.open()));
    places.add(token("D", "meter", "device-d"));
    places.add(token("E", "gate", INITIALISED));
  }

  private Place token(String slot, String product, String label) {
    TokenInside inside = new TokenInside(reader(), label, PIN);
    return Place.ofToken(slot, product, label, new Board("token " + slot, inside));
  }

  private void setUp() throws IOException, InterruptedException {
    plugIn("hsm", "station-hsm");
    try (Stream<Path> tokens = Files.list(tokensIn(line()))) {
      hsm = tokens.map(token -> token.getFileName().toString()).toList();
    }
    plugIn("token-e", INITIALISED);
    Path credentials =
        Files.createDirectory(
            line().resolve("credentials"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    for (String pin : List.of("issuer-pin", "device-pin", "device-so-pin")) {
      Files.writeString(credentials.resolve(pin), PIN);
    }
    startService(List.of());
    Files.writeString(
        credentials.resolve("dps-policy-key"),
        Files.readString(dps().resolve("station-connection-string"))
            .strip()
            .replaceFirst(".*SharedAccessKey=", ""));
    Files.writeString(config(), toml());
    LineSetUp operator = new LineSetUp(config(), line().resolve("plant"), dps());
    operator.makeIssuer();
    operator.makeGroup(GROUP, "--symmetric-key");
    stopService();
    Folders.copy(line(), template());
  }

  private void plugIn(String home, String label) throws IOException, InterruptedException {
    SoftToken unused =
        SoftToken.make(Files.createDirectories(folder.resolve(home)), label, PIN, PIN)
            .plugIn(TokenReader.in(line().resolve("reader")));
  }

  private String toml() throws IOException {
    StringBuilder toml =
        new StringBuilder(
            """
                [station]
                id = "crash"
                state = "state"
                control = "%s"
                credentials = "credentials"

                [dps]
                service = "localhost:%s"
                registration_url = "https://localhost:%s"
                id_scope = "%s"
                policy = "station"
                operations_per_minute = 100000
                ca_file = "dps/ca.pem"

                [tpm]
                ek_certificate = "require"
                ek_roots = "%s"

                [issuer]
                module = "%s"
                token = "station-hsm"

                [product.press]
                serial_from = "range"
                serial_first = 1
                serial_last = 999999
                serial_format = "{n:06}"
                registration_id = "press-{serial}"
                attestation = "tpm"

                [product.valve]
                serial_from = "scan"
                serial = "[0-9]{6}"
                registration_id = "valve-{serial}"
                attestation = "x509"

                [product.meter]
                serial_from = "scan"
                serial = "[0-9]{6}"
                registration_id = "meter-{serial}"
                attestation = "symmetric-key"
                group = "%s"

                [product.gate]
                serial_from = "scan"
                serial = "[0-9]{6}"
                registration_id = "gate-{serial}"
                attestation = "x509"
                """
                .formatted(
                    socket(),
                    read("port"),
                    read("port"),
                    read("id-scope"),
                    folder.resolve("ek-roots"),
                    TokenReader.module(),
                    GROUP));
    places.forEach(place -> toml.append(place.toml()));
    return toml.toString();
  }

  private String read(String name) throws IOException {
    return Files.readString(dps().resolve(name)).strip();
  }

  /** A new line: nothing in the journal, nothing at the service, new devices. */
  void renew() throws IOException, InterruptedException {
    stopService();
    Folders.delete(line());
    Folders.copy(template(), line());
    for (Board board : boards()) {
      board.renew();
    }
  }

  /**
   * Puts the station's HSM back as it was set up, if its token is among those that were torn: no
   * round changes what is in it, and a real one is not torn by its station's death.
   */
  void reviveHsm(List<String> torn) throws IOException {
    for (String token : hsm) {
      if (torn.contains(token)) {
        Folders.copy(tokensIn(template()).resolve(token), tokensIn(line()).resolve(token));
      }
    }
  }

  /** Puts a new device in the place of each of these, as its maker delivers it. */
  void replace(List<Board> scrapped) throws IOException, InterruptedException {
    for (Board board : scrapped) {
      if (board.inside() instanceof TokenInside token && token.label().equals(INITIALISED)) {
        plugIn("spare-" + ++spares, INITIALISED);
      }
    }
  }

  private static Path tokensIn(Path line) {
    return line.resolve("reader").resolve("tokens");
  }

  /** Every device there is; those in a slot and those in the drawer. */
  List<Board> boards() {
    List<Board> boards = new ArrayList<>(drawer);
    places.stream().filter(Place::keepsItsBoard).map(Place::board).forEach(boards::add);
    return boards;
  }

  /** Devices that fit into slot A as well as into slot B. */
  List<Board> drawer() {
    return drawer;
  }

  List<Place> places() {
    return places;
  }

  void startService(List<String> options) throws IOException {
    service = Optional.of(ServiceProcess.start(launcher("dps-emulator"), dps(), options));
  }

  /** A service that lets things go wrong, in the same way for the same seed. */
  void startHostileService(long seed) throws IOException {
    startService(List.of("--faults", FAULTS + seed));
  }

  void stopService() {
    service.ifPresent(ServiceProcess::close);
    service = Optional.empty();
  }

  Path launcher(String name) {
    return project.resolve("bin").resolve(name);
  }

  private Path template() {
    return folder.resolve("template");
  }

  private Path line() {
    return folder.resolve("line");
  }

  Path config() {
    return line().resolve("birthmark.toml");
  }

  Path socket() {
    return line().resolve("control");
  }

  Path journal() {
    return line().resolve("state").resolve("journal.db");
  }

  Path dps() {
    return line().resolve("dps");
  }

  /** SOFTHSM2_CONF for whoever is to see the station's tokens. */
  String reader() {
    return line().resolve("reader").resolve("softhsm2.conf").toString();
  }

  @Override
  public void close() {
    stopService();
    tpms.forEach(TpmInside::close);
    places.forEach(Place::close);
  }
}
