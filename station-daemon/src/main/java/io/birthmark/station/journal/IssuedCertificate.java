package io.birthmark.station.journal;

import io.birthmark.hsm.Bytes;
import io.birthmark.station.database.Row;
import io.birthmark.station.database.Transaction;
import io.birthmark.station.ledger.RunId;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;

/**
 * A certificate that was issued to a device.
 *
 * @param serialNumber the certificate's own, in lower-case hexadecimal
 * @param der the certificate itself
 */
public record IssuedCertificate(
    String serialNumber, Instant issuedAt, Instant notAfter, Bytes der) {

  static final String OF_DEVICE =
      "SELECT serial_number, issued_at, not_after, certificate FROM certificates WHERE device = ?"
          + " ORDER BY id";

  /** A certificate that was issued just now. */
  public static IssuedCertificate of(X509Certificate certificate, Instant now) {
    try {
      return new IssuedCertificate(
          certificate.getSerialNumber().toString(16),
          now,
          certificate.getNotAfter().toInstant(),
          Bytes.of(certificate.getEncoded()));
    } catch (CertificateEncodingException e) {
      throw new IllegalArgumentException("a certificate that cannot be encoded", e);
    }
  }

  static IssuedCertificate of(Row row) {
    return new IssuedCertificate(
        row.text("serial_number"),
        row.time("issued_at"),
        row.time("not_after"),
        row.bytes("certificate"));
  }

  void insert(Transaction tx, RunId run, DeviceId device) {
    tx.change(
        "INSERT INTO certificates (device, run, issued_at, serial_number, not_after, certificate)"
            + " VALUES (?, ?, ?, ?, ?, ?)",
        device.number(),
        run.number(),
        issuedAt,
        serialNumber,
        notAfter,
        der);
  }
}
