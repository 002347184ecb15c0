package io.birthmark.hsm.tpm;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.CertificateChain;
import io.birthmark.hsm.ElementException;
import java.io.ByteArrayOutputStream;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A certificate chain as it lies in NV: the certificates in DER, the leaf first, one after the
 * other and nothing else. What does not fit into one index goes on in the next one. <b>A part that
 * ends with the end of a certificate is the last one</b>; the station cuts so that no other part
 * does. So a reader needs no header: it reads index after index until what it has is whole.
 */
final class ChainParts {
  /** So many indices are kept for a chain: 16 KiB with the 2048 bytes that are usual. */
  static final int MOST = 8;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final List<Bytes> certificates = new ArrayList<>();
  private int read;
  private boolean broken;

  /** The parts for a chain. */
  static List<Bytes> split(CertificateChain chain, int partMax) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    Set<Integer> ends = new TreeSet<>();
    for (Bytes certificate : chain.certificates()) {
      all.writeBytes(certificate.toArray());
      ends.add(all.size());
    }
    Bytes whole = Bytes.of(all.toByteArray());
    List<Bytes> parts = new ArrayList<>();
    for (int from = 0; from < whole.size(); ) {
      int to = Math.min(from + partMax, whole.size());
      if (to < whole.size() && ends.contains(to)) {
        to--;
      }
      parts.add(whole.slice(from, to));
      from = to;
    }
    if (parts.size() > MOST) {
      throw ElementException.lasting(TpmProblems.chainTooLong(whole.size(), MOST * (partMax - 1)));
    }
    return parts;
  }

  /** Takes the next part. */
  void add(Bytes part) {
    bytes.writeBytes(part.toArray());
    byte[] all = bytes.toByteArray();
    while (!broken && read < all.length) {
      int end = end(all, read);
      if (end > all.length) {
        return;
      }
      broken = end < 0;
      if (!broken) {
        certificates.add(Bytes.of(all).slice(read, end));
        read = end;
      }
    }
  }

  /**
   * Where the SEQUENCE that begins at {@code start} ends (X.690, section 8.1.3); beyond the end of
   * the bytes when that is not known yet, negative when there is no certificate there.
   */
  private static int end(byte[] bytes, int start) {
    int unknown = Integer.MAX_VALUE;
    if (bytes[start] != 0x30) {
      return -1;
    }
    if (start + 2 > bytes.length) {
      return unknown;
    }
    int octets = (bytes[start + 1] & 0xff) - 0x80;
    if (octets != 1 && octets != 2) {
      return -1;
    }
    int head = start + 2 + octets;
    if (head > bytes.length) {
      return unknown;
    }
    int length = bytes[start + 2] & 0xff;
    if (octets == 2) {
      length = (length << 8) | (bytes[start + 3] & 0xff);
    }
    return head + length;
  }

  /** Whether what was read cannot be a chain. */
  boolean broken() {
    return broken;
  }

  /** Whether what was read cannot be a chain, or is whole and is none. */
  boolean isNoChain() {
    return broken || (ended() && chain().isEmpty());
  }

  /** Whether no further part belongs to it. */
  boolean ended() {
    return broken || (read > 0 && read == bytes.size());
  }

  /** The chain, when it is whole and made of certificates. */
  Optional<CertificateChain> chain() {
    if (broken || read == 0 || read < bytes.size()) {
      return Optional.empty();
    }
    CertificateChain chain = new CertificateChain(certificates);
    try {
      return chain.parsed().isEmpty() ? Optional.empty() : Optional.of(chain);
    } catch (CertificateException e) {
      // DER, but not of certificates: half written, or none of ours.
      return Optional.empty();
    }
  }
}
