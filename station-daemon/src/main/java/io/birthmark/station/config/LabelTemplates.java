package io.birthmark.station.config;

import io.birthmark.label.Filling;
import io.birthmark.label.LabelField;
import io.birthmark.label.LabelTemplate;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** {@code [product.NAME] label}: the templates, read once and checked. */
final class LabelTemplates {
  /**
   * Far more than the largest label with pictures; a file of another kind is not read into memory.
   */
  private static final long LARGEST = 1 << 20;

  private final Optional<LabelPrinting> printer;

  private LabelTemplates(Optional<LabelPrinting> printer) {
    this.printer = printer;
  }

  /** By the products' names; a product that names none has the usual label. */
  static Map<String, LabelTemplate> read(Section top, Optional<LabelPrinting> printer) {
    LabelTemplates templates = new LabelTemplates(printer);
    Section products = top.section("product", SectionKeys.PRODUCTS);
    Map<String, LabelTemplate> read = new LinkedHashMap<>();
    for (String name : products.keySet()) {
      Section product = products.section(name, SectionKeys.PRODUCT);
      product
          .path("label")
          .flatMap(file -> templates.read(product, file))
          .ifPresent(template -> read.put(name, template));
      if (!product.has("label")) {
        templates.usual(product);
      }
    }
    return Map.copyOf(read);
  }

  private void usual(Section product) {
    int dpi = PrinterSection.dpi(printer);
    if (!LabelTemplate.isUsualFor(dpi)) {
      product.notice(
          "label",
          "is left out, and the usual label is drawn for 203 and 300 dpi: at "
              + dpi
              + " dpi it is not 50 x 25 mm");
    }
  }

  private Optional<LabelTemplate> read(Section product, Path file) {
    LabelTemplate.Reading reading;
    try {
      if (Files.size(file) > LARGEST) {
        product.error("label", file + ": is larger than 1 MiB and cannot be a label's template");
        return Optional.empty();
      }
      reading = LabelTemplate.read(Files.readString(file), PrinterSection.dpi(printer));
    } catch (CharacterCodingException e) {
      product.error("label", file + ": is no text in UTF-8");
      return Optional.empty();
    } catch (IOException e) {
      product.error("label", file + ": cannot be read (" + e + ")");
      return Optional.empty();
    }
    if (reading instanceof LabelTemplate.Reading.Refused refused) {
      refused.faults().forEach(fault -> product.error("label", file + ": " + fault));
      return Optional.empty();
    }
    LabelTemplate template = ((LabelTemplate.Reading.Good) reading).template();
    template.notices().forEach(notice -> product.notice("label", file + ": " + notice));
    if (template.fill(shortest()) instanceof Filling.Unfit unfit) {
      product.error("label", file + ": even short values do not fit: " + unfit.sentence());
    }
    if (printer.filter(LabelPrinting::verifyScan).isPresent() && !template.hasCodeOfTheDevice()) {
      product.error("label", file + ": has no barcode of the device, so verify_scan cannot work");
    } else if (printer.filter(LabelPrinting::verifyScan).isPresent()
        && !template.hasCodeOfTheLabel()) {
      product.notice(
          "label",
          file
              + ": has no barcode with ${number} beside the device's name: a scan cannot tell a"
              + " reprinted label from the one before it");
    }
    return Optional.of(template);
  }

  private static Map<LabelField, String> shortest() {
    Map<LabelField, String> values = new EnumMap<>(LabelField.class);
    for (LabelField field : LabelField.values()) {
      values.put(field, "0");
    }
    return values;
  }
}
