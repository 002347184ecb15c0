package io.birthmark.station.enrollment.dps;

import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the service's portal hands out as a policy's connection string: {@code
 * HostName=…;SharedAccessKeyName=…;SharedAccessKey=…}, each exactly once, in any order.
 *
 * @param host with a port only where it is not 443
 */
record ConnectionString(String host, String policy, SasKey key) {
  private static final String HOST = "HostName";
  private static final String POLICY = "SharedAccessKeyName";
  private static final String KEY = "SharedAccessKey";
  private static final Pattern HOSTS = Pattern.compile("[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?");
  private static final Pattern POLICIES = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException when it is not one; the message says what is wrong and quotes
   *     nothing of it
   */
  static ConnectionString parse(String text) {
    Map<String, String> parts = parts(text.strip());
    String host = required(parts, HOST);
    String policy = required(parts, POLICY);
    if (!HOSTS.matcher(host).matches()) {
      throw new IllegalArgumentException("its HostName is not the name of a host");
    }
    if (!POLICIES.matcher(policy).matches()) {
      throw new IllegalArgumentException("its SharedAccessKeyName is not the name of a policy");
    }
    return new ConnectionString(host, policy, key(required(parts, KEY)));
  }

  private static Map<String, String> parts(String text) {
    Map<String, String> parts = new LinkedHashMap<>();
    for (String part : text.split(";", -1)) {
      int equals = part.indexOf('=');
      Optional<String> name =
          Optional.of(part.substring(0, Math.max(0, equals)))
              .filter(given -> given.equals(HOST) || given.equals(POLICY) || given.equals(KEY));
      if (name.isEmpty()) {
        throw new IllegalArgumentException(
            "it must be HostName=…;SharedAccessKeyName=…;SharedAccessKey=… and nothing else");
      }
      if (parts.put(name.get(), part.substring(equals + 1)) != null) {
        throw new IllegalArgumentException("it has " + name.get() + " twice");
      }
    }
    return parts;
  }

  private static String required(Map<String, String> parts, String name) {
    return Optional.ofNullable(parts.get(name))
        .filter(value -> !value.isEmpty())
        .orElseThrow(() -> new IllegalArgumentException("it has no " + name));
  }

  private static SasKey key(String base64) {
    byte[] raw;
    try {
      raw = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("its SharedAccessKey is not base64");
    }
    try {
      return SasKey.of(raw);
    } finally {
      Arrays.fill(raw, (byte) 0);
    }
  }

  @Override
  public String toString() {
    return "ConnectionString[" + host + ", " + policy + "]";
  }
}
