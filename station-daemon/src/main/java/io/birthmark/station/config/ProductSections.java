package io.birthmark.station.config;

import io.birthmark.station.config.Product.AlreadyProvisioned;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** {@code [product.NAME]}, once for each product. */
final class ProductSections {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private enum OrderNeed implements Word {
    OPTIONAL("optional"),
    REQUIRED("required");

    private final String word;

    OrderNeed(String word) {
      this.word = word;
    }

    @Override
    public String word() {
      return word;
    }
  }

  private ProductSections() {}

  static List<Product> read(Section top) {
    Section products = top.section("product", SectionKeys.PRODUCTS);
    if (!top.has("product")) {
      top.missing("product", "there once at least, written [product.NAME]");
    } else if (products.keySet().isEmpty()) {
      top.error("product", "must have a product in it, written [product.NAME]");
    }
    List<Product> read = new ArrayList<>();
    for (String name : products.keySet()) {
      if (!NAME.matcher(name).matches()) {
        products.error(name, "must be named with 1 to 64 letters, digits, and . _ -");
      }
      read.add(product(name, products.section(name, SectionKeys.PRODUCT)));
    }
    return List.copyOf(read);
  }

  private static Product product(String name, Section section) {
    section.complainAboutUnknownKeys();
    Optional<SerialRule> serialRule = section.parsed("serial", SerialRule::parse);
    CheckDigit check = section.oneOf("check_digit", CheckDigit.class).orElse(CheckDigit.NONE);
    if (check == CheckDigit.NONE && serialRule.filter(SerialRule::marksChecked).isPresent()) {
      section.error("serial", "has a group called checked, which only goes with check_digit");
    }
    Optional<RegistrationIdRule> registrationIdRule =
        section.parsed("registration_id", RegistrationIdRule::parse);
    ProductAttestation attestation = AttestationKeys.read(section);
    if (attestation.certifiedKey().isPresent()) {
      // A zero in the serial's place, and what is too long now is too long for every serial.
      registrationIdRule
          .flatMap(rule -> rule.tooLongForCertificate("0"))
          .ifPresent(why -> section.error("registration_id", "cannot be used: " + why));
    }
    Product product =
        new Product(
            name,
            SerialSourceKeys.read(section, check),
            serialRule.orElse(SerialRule.USUAL).with(check),
            registrationIdRule,
            attestation,
            section
                .oneOf("already_provisioned", AlreadyProvisioned.class)
                .orElse(AlreadyProvisioned.VERIFY),
            section.oneOf("work_order", OrderNeed.class).orElse(OrderNeed.OPTIONAL)
                == OrderNeed.REQUIRED);
    boolean rulesAreKnown = serialRule.isPresent() || !section.has("serial");
    if (rulesAreKnown && product.serialSource() instanceof SerialSource.Range range) {
      SerialSourceKeys.checkAgainstRules(section, product, range);
    }
    return product;
  }
}
