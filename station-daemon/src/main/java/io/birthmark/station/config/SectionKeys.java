package io.birthmark.station.config;

import java.util.List;
import java.util.stream.Stream;

/**
 * The keys of one section. What is in none of these lists is a spelling mistake.
 *
 * @param path of the section, with {@code NAME} for a product's name
 * @param used what this version acts on
 * @param unused known words that do nothing yet
 */
record SectionKeys(String path, List<String> used, List<String> unused) {

  static final SectionKeys FILE =
      new SectionKeys(
          "",
          List.of(
              "station", "dps", "product", "tpm", "slot", "floor", "issuer", "audit", "printer"),
          List.of("page"));
  static final SectionKeys STATION =
      new SectionKeys(
          "station",
          List.of("id", "own_tpm", "state", "reserve_mebibytes", "control", "credentials"),
          List.of());
  static final SectionKeys DPS =
      new SectionKeys(
          "dps",
          List.of(
              "service",
              "registration_url",
              "id_scope",
              "policy",
              "operations_per_minute",
              "batch_size",
              "bulk_counts",
              "ca_file",
              "connect_seconds",
              "request_seconds",
              "offline_group"),
          List.of());

  /** Holds one section for each product, under the product's own name. */
  static final SectionKeys PRODUCTS = new SectionKeys("product", List.of(), List.of());

  static final SectionKeys PRODUCT =
      new SectionKeys(
          "product.NAME",
          List.of(
              "serial_from",
              "serial",
              "check_digit",
              "serial_first",
              "serial_last",
              "serial_format",
              "registration_id",
              "attestation",
              "group",
              "enrollment",
              "key",
              "ca_reference",
              "already_provisioned",
              "work_order",
              "label"),
          List.of());
  static final SectionKeys TPM =
      new SectionKeys(
          "tpm", List.of("ek_certificate", "ek_roots", "nv_index", "command_seconds"), List.of());
  static final SectionKeys SLOT =
      new SectionKeys(
          "slot",
          List.of(
              "name",
              "element",
              "device",
              "product",
              "module",
              "token_serial",
              "token_label",
              "pin",
              "initialise",
              "pin_folder",
              "pin_hook",
              "button",
              "lamps",
              "scanner"),
          List.of());
  static final SectionKeys LAMPS =
      new SectionKeys("slot.lamps", List.of("green", "red", "amber"), List.of());
  static final SectionKeys FLOOR =
      new SectionKeys("floor", List.of("buzzer", "green_seconds", "scanner"), List.of());
  static final SectionKeys ISSUER =
      new SectionKeys(
          "issuer", List.of("module", "token", "token_serial", "key", "validity_days"), List.of());
  static final SectionKeys AUDIT = new SectionKeys("audit", List.of("export"), List.of());
  static final SectionKeys PRINTER =
      new SectionKeys(
          "printer",
          List.of("address", "dpi", "print", "verify_scan", "send", "seconds"),
          List.of());
  static final SectionKeys PAGE = new SectionKeys("page", List.of(), List.of("listen"));

  /** Every section, in the order of the documentation. */
  private static final List<SectionKeys> SECTIONS =
      List.of(FILE, STATION, DPS, PRODUCT, TPM, SLOT, LAMPS, FLOOR, ISSUER, AUDIT, PRINTER, PAGE);

  List<String> known() {
    return Stream.concat(used.stream(), unused.stream()).toList();
  }

  /** Whether the keys are names of the user's choice. */
  boolean open() {
    return equals(PRODUCTS);
  }

  /** The full path of every key that holds a value. */
  static List<String> all() {
    return SECTIONS.stream()
        .flatMap(s -> s.known().stream().filter(k -> !s.isTable(k)).map(k -> s.path + "." + k))
        .toList();
  }

  private boolean isTable(String key) {
    return equals(FILE) || (equals(SLOT) && key.equals("lamps"));
  }
}
