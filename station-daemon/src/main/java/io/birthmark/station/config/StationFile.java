package io.birthmark.station.config;

import io.birthmark.label.LabelTemplate;
import io.birthmark.station.config.StationConfig.Element;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tomlj.TomlTable;

/** One configuration file, read from top to bottom. */
final class StationFile {
  private final Path file;
  private final Map<String, String> environment;
  private final Remarks remarks;

  StationFile(Path file, Map<String, String> environment) {
    this.file = file;
    this.environment = environment;
    this.remarks = new Remarks(file);
  }

  ConfigReading read() {
    Optional<StationConfig> config = TomlFile.read(file, remarks).flatMap(this::sections);
    List<ConfigRemark> errors = remarks.errors();
    return errors.isEmpty()
        ? new ConfigReading.Loaded(config.orElseThrow())
        : new ConfigReading.Refused(errors);
  }

  /** Empty only when there is an error: without products there is nothing to give a slot. */
  private Optional<StationConfig> sections(TomlTable table) {
    Section top = new Section(table, "", Optional.empty(), SectionKeys.FILE, folder(), remarks);
    top.complainAboutUnknownKeys();
    top.noticeUnusedKeys();
    for (SectionKeys keys : List.of(SectionKeys.PAGE)) {
      top.section(keys.path(), keys).complainAboutUnknownKeys();
    }

    StationConfig.Station station =
        StationSection.read(top.section("station", SectionKeys.STATION), environment);
    StationConfig.Dps dps = DpsSection.read(top.section("dps", SectionKeys.DPS));
    List<Product> products = ProductSections.read(top);
    Optional<LabelPrinting> printer = PrinterSection.read(top);
    Map<String, LabelTemplate> labels = LabelTemplates.read(top, printer);
    Optional<StationConfig.Issuer> issuer = IssuerSection.read(top, station.id(), products);
    FloorSection floorSection = new FloorSection();
    StationConfig.Floor floor = floorSection.read(top.section("floor", SectionKeys.FLOOR));
    List<StationConfig.Slot> slots =
        SlotSections.read(top, products, station.ownTpm(), issuer, floorSection);
    Section audit = top.section("audit", SectionKeys.AUDIT);
    audit.complainAboutUnknownKeys();
    Path export = audit.path("export").orElseGet(() -> station.state().resolve("audit"));
    boolean onlyTokens =
        !slots.isEmpty() && slots.stream().allMatch(slot -> slot.element() == Element.PKCS11);
    StationConfig.Tpm tpm = TpmSection.read(top.section("tpm", SectionKeys.TPM), !onlyTokens);
    return products.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new StationConfig(
                file,
                station,
                dps,
                products,
                tpm,
                issuer,
                slots,
                floor,
                new StationConfig.Audit(export),
                printer,
                labels,
                remarks.notices()));
  }

  private Path folder() {
    return Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(Path.of("/"));
  }
}
