package io.birthmark.station.audit;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.Problem;
import io.birthmark.station.audit.Audit.Known;
import io.birthmark.station.audit.Notary.Made;
import io.birthmark.station.database.Database;
import io.birthmark.station.journal.Floor;
import io.birthmark.station.journal.Floor.Board;
import io.birthmark.station.journal.Heads;
import io.birthmark.station.journal.Sqlite3;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A journal with its heads, and whoever changes them behind the station's back. */
final class Archive implements AutoCloseable {
  private final Path dir;
  private final Floor floor;
  private final KeyPair key = newKey();
  private Optional<Problem> hsmAway = Optional.empty();
  private Optional<Problem> clockObjection = Optional.empty();
  private int devices;

  Archive(Path dir) {
    this.dir = dir;
    this.floor = new Floor(dir);
  }

  Floor floor() {
    return floor;
  }

  Path journal() {
    return dir.resolve("journal.db");
  }

  HeadFolder folder() {
    return new HeadFolder(dir.resolve("audit"));
  }

  Notary notary() {
    return notary(Optional.of(this::sign));
  }

  Notary notaryWithoutHsm() {
    return notary(Optional.empty());
  }

  private Notary notary(Optional<HeadSigner> signer) {
    return new Notary(
        "line3-a", new Heads(floor.database), folder(), signer, () -> clockObjection, floor.clock);
  }

  void hsmGoesAway() {
    hsmAway = Optional.of(Problem.ofStation("hsm.away", "It is away.", "Put it back."));
  }

  void hsmComesBack() {
    hsmAway = Optional.empty();
  }

  void clockIs(Optional<Problem> objection) {
    clockObjection = objection;
  }

  private SignedHead.Seal sign(Bytes statement) {
    hsmAway.ifPresent(
        away -> {
          throw ElementException.passing(away);
        });
    return seal(key, statement);
  }

  static SignedHead.Seal seal(KeyPair key, Bytes statement) {
    try {
      Signature signer = Signature.getInstance("SHA256withECDSA");
      signer.initSign(key.getPrivate());
      signer.update(statement.toArray());
      return new SignedHead.Seal(Bytes.of(signer.sign()), Bytes.of(key.getPublic().getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static KeyPair newKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** Two events for each. */
  void devices(int more) {
    for (int i = 0; i < more; i++) {
      devices++;
      floor.provision(String.format("%06d", devices), Board.number(devices));
    }
  }

  Made.Exported head() {
    return (Made.Exported) notary().make("station");
  }

  /** Behind the station's back. */
  void sqlite(String sql) {
    String unused = Sqlite3.on(journal(), sql);
  }

  /** The journal as it is now, all of it. */
  Path copy(String name) {
    Path copy = dir.resolve(name);
    sqlite("VACUUM INTO '" + copy + "'");
    return copy;
  }

  static void replace(Path file, Path by) {
    try {
      Path unused = Files.copy(by, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  AuditReport audit() {
    return audit(floor.database);
  }

  AuditReport audit(Database of) {
    return Audit.of(
        of,
        new Known(
            Optional.of("line3-a"), folder().all(), Set.of(), Optional.of(keySha256()), true));
  }

  AuditReport auditOfCopy(Path copy) {
    try (Database database = Database.openCopy(copy)) {
      return audit(database);
    }
  }

  Bytes keySha256() {
    return Bytes.of(key.getPublic().getEncoded()).sha256();
  }

  static List<String> codes(AuditReport report) {
    return report.findings().stream().map(finding -> finding.problem().code()).toList();
  }

  static List<String> notes(AuditReport report) {
    return report.notes().stream().map(Problem::code).toList();
  }

  @Override
  public void close() {
    floor.close();
  }
}
