package io.birthmark.demo.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalDouble;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** The picture and the table of a day, of numbers that nobody measured. */
class DayChartTest {
  private static final DayPlan PLAN = new DayPlan(2, 10);

  private final DaySamples samples = new DaySamples();

  @BeforeEach
  void oneDay() {
    samples.add(new DaySample(0, 60, 40, OptionalDouble.empty(), 20, 40, 0.1, 0));
    for (int turn = 1; turn <= 48; turn++) {
      boolean away = turn == 19 || turn == 20;
      samples.add(
          new DaySample(
              turn / 2.0,
              90 + turn % 2,
              70,
              OptionalDouble.of(8 + turn % 3),
              24,
              42,
              turn / 10.0,
              away ? 10 * (turn - 18) : 0));
    }
  }

  @Test
  void thePictureHasEachLineWithItsNameItsLastValueAndItsAxes() throws Exception {
    Document svg =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(
                new ByteArrayInputStream(
                    new DayChart(PLAN, samples).svg().getBytes(StandardCharsets.UTF_8)));

    NodeList lines = svg.getElementsByTagName("polyline");
    assertThat(lines.getLength()).isEqualTo(7);
    for (int i = 0; i < lines.getLength(); i++) {
      assertThat(lines.item(i).getAttributes().getNamedItem("points").getNodeValue())
          .doesNotContain("NaN")
          .doesNotContain("Infinity");
    }
    assertThat(svg.getDocumentElement().getTextContent())
        .contains("480 new devices")
        .contains("memory, MB")
        .contains("resident, 90")
        .contains("threads, open files")
        .contains("open files, 42")
        .contains("waiting to be enrolled")
        .contains("journal, MB")
        .contains("service away")
        .contains("hours of work on the line");
  }

  @Test
  void theTableHasARowForRestAndForEachHourThatIsAskedFor() {
    assertThat(samples.table(1, 10, 24))
        .hasSize(5)
        .anyMatch(row -> row.matches(" *rest +60\\.0 +40\\.0 +- +20 +40 +0\\.1 +0"))
        .anyMatch(row -> row.matches(" *10 +90\\.0 +70\\.0 +9\\.0 +24 +42 +2\\.0 +20"));
  }

  @Test
  void anHourHasWhatWasSampledAtItsEndAndNotAtItsBeginning() {
    assertThat(samples.of(1)).extracting(DaySample::hour).containsExactly(0.5, 1.0);
    assertThat(samples.median(24, DaySample::residentMegabytes)).isEqualTo(90);
  }
}
