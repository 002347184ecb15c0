package io.birthmark.station.config;

import io.birthmark.station.config.StationConfig.EkCertificate;
import java.nio.file.Path;
import java.util.Optional;

/** {@code [tpm]} */
final class TpmSection {
  static final int USUAL_NV_INDEX = 0x01800100;

  /** Where the owner of a TPM may define indices, by the TCG's registry of reserved handles. */
  private static final long OWNER_RANGE_FIRST = 0x01800000;

  private static final long OWNER_RANGE_LAST = 0x01BFFFFF;

  private TpmSection() {}

  /**
   * @param needed whether there may be a TPM in a slot
   */
  static StationConfig.Tpm read(Section section, boolean needed) {
    section.complainAboutUnknownKeys();
    EkCertificate ekCertificate =
        section.oneOf("ek_certificate", EkCertificate.class).orElse(EkCertificate.REQUIRE);
    Optional<Path> ekRoots = section.path("ek_roots");
    if (needed && ekCertificate != EkCertificate.OFF && !section.has("ek_roots")) {
      section.missing(
          "ek_roots",
          "the folder of the TPM makers' root certificates, as ek_certificate is "
              + Quoted.of(ekCertificate.word())
              + (section.has("ek_certificate") ? "" : " unless said otherwise"));
    }
    return new StationConfig.Tpm(
        ekCertificate, ekRoots, nvIndex(section), section.seconds("command_seconds", 3600, 90));
  }

  private static int nvIndex(Section section) {
    Optional<Long> index = section.number("nv_index", 0, 0xFFFFFFFFL);
    index
        .filter(i -> i < OWNER_RANGE_FIRST || i > OWNER_RANGE_LAST)
        .ifPresent(
            i ->
                section.error(
                    "nv_index",
                    String.format(
                        "must be in the owner's range 0x%08X to 0x%08X, got 0x%08X",
                        OWNER_RANGE_FIRST, OWNER_RANGE_LAST, i)));
    return index.map(Long::intValue).orElse(USUAL_NV_INDEX);
  }
}
