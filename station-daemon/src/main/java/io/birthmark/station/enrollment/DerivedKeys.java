package io.birthmark.station.enrollment;

import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.SecretBytes;

/**
 * Where the symmetric keys of devices come from: the station's HSM, which keeps the group's key.
 */
@FunctionalInterface
public interface DerivedKeys {

  /**
   * HMAC-SHA256 of {@code text} (UTF-8) under the group's key; with a registration ID for the text
   * it is that device's key. The caller closes it.
   *
   * @throws io.birthmark.hsm.ElementException when the HSM is gone or has no such key
   */
  SecretBytes derive(String group, String text);

  /**
   * The second key that an individual enrollment must have. A registration ID has no slash, so the
   * text is no device's, and no device can be given this key by accident.
   */
  default SecretBytes spare(String group, String registrationId) {
    return derive(group, registrationId + "/secondary");
  }

  /** Of a station without an HSM. */
  static DerivedKeys none() {
    return (group, text) -> {
      throw ElementException.lasting(NoIssuer.problem());
    };
  }
}
