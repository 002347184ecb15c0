package io.birthmark.hsm.issuer;

import io.birthmark.hsm.CommonName;
import java.util.regex.Pattern;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;

/** Names in certificates, of which only the common name (CN) matters here. */
final class Names {
  /** RFC 5280, appendix A.1: ub-common-name. */
  static final int LONGEST_CN = 64;

  private static final String WHAT_IT_IS = " issuing CA";

  private Names() {}

  /** A name that is nothing but a CN. */
  static X500Name ofCn(String cn) {
    return new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, cn).build();
  }

  /** The name that a station's CA asks for: the station's, and what it is when there is room. */
  static X500Name ofCa(String stationId) {
    String full = stationId + WHAT_IT_IS;
    return ofCn(full.length() <= LONGEST_CN ? full : stationId);
  }

  /** The name as it stands in a certificate, byte by byte. */
  static X500Name exactly(X500Principal name) {
    return X500Name.getInstance(name.getEncoded());
  }

  /**
   * Whether a CA's name is bound to the station: its CN holds the station's ID as a word of its
   * own, so that {@code line3-a} is not found in {@code line3-ab}.
   */
  static boolean bindsToStation(X500Name subject, String stationId) {
    String edge = "[A-Za-z0-9._-]";
    Pattern word =
        Pattern.compile("(?<!" + edge + ")" + Pattern.quote(stationId) + "(?!" + edge + ")");
    return CommonName.of(subject).filter(cn -> word.matcher(cn).find()).isPresent();
  }
}
