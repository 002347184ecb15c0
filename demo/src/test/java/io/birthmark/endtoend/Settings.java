package io.birthmark.endtoend;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** A configuration file in the making; the values are TOML. */
final class Settings {
  private final Map<String, Map<String, String>> sections = new LinkedHashMap<>();
  private final StringBuilder slots = new StringBuilder();

  Settings set(String section, String key, String toml) {
    sections.computeIfAbsent(section, name -> new LinkedHashMap<>()).put(key, toml);
    return this;
  }

  Settings setText(String section, String key, Object text) {
    return set(section, key, "\"" + text + "\"");
  }

  Settings unset(String section, String key) {
    sections.computeIfAbsent(section, name -> new LinkedHashMap<>()).remove(key);
    return this;
  }

  Settings slot(String name, String device) {
    return slot(name, device, "");
  }

  Settings slot(String name, String device, String more) {
    slots
        .append("\n[[slot]]\nname = \"")
        .append(name)
        .append("\"\nelement = \"tpm2\"\ndevice = \"")
        .append(device)
        .append("\"\n")
        .append(more)
        .append('\n');
    return this;
  }

  /** More lines for the slot that was added last. */
  Settings more(String toml) {
    slots.append(toml);
    return this;
  }

  /** A slot for a token. */
  Settings tokenSlot(String name, Path module, String label, String product) {
    slots.append(
        """

        [[slot]]
        name = "%s"
        element = "pkcs11"
        module = "%s"
        token_label = "%s"
        product = "%s"
        """
            .formatted(name, module, label, product));
    return this;
  }

  Settings noSlots() {
    slots.setLength(0);
    return this;
  }

  String toml() {
    StringBuilder toml = new StringBuilder();
    sections.forEach(
        (section, keys) -> {
          toml.append('[').append(section).append("]\n");
          keys.forEach((key, value) -> toml.append(key).append(" = ").append(value).append('\n'));
          toml.append('\n');
        });
    return toml.append(slots).toString();
  }
}
