package io.birthmark.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.birthmark.hsm.simulated.SoftwareTpm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Work orders as an engineer meets them at the command line, and a line that counts. */
class WorkOrderTest {

  private static Said create(Bench bench, String number, String quantity) {
    return bench.cli(
        "order", "create", number, "--product", "press", "--quantity", quantity, "--json");
  }

  private static Said importing(Bench bench, String name, String content) throws IOException {
    Path file = Files.writeString(bench.folder().resolve(name), content);
    return bench.cli("order", "import", file.toString(), "--json");
  }

  @Test
  void theLastOneDoneStopsTheLineBeforeTheNextDeviceIsTouched() {
    try (Bench bench = new Bench()) {
      SoftwareTpm unused = bench.slot("A", 1);
      SoftwareTpm next = bench.slot("B", 2);
      assertThat(create(bench, "4711", "1").exit()).isZero();

      Said last = bench.cli("provision", "--slot", "A", "--serial", "000417");
      Said refused = bench.provisionIn("B", "000418");

      assertThat(last.out()).startsWith("PASS").contains("order 4711: 1 of 1 press, complete");
      assertThat(refused.ending()).isEqualTo("ERROR order.complete 3");
      assertThat(refused.json().at("/problem/sentence").asText())
          .isEqualTo("Work order 4711 is complete: 1 of 1.");
      assertThat(Tools.written(next)).doesNotContain("0x1800100", "0x81000001");
      assertThat(bench.provision("000417").ending()).as("the finished one").isEqualTo("PASS 0");

      assertThat(bench.cli("order", "close", "4711").exit()).isZero();
      assertThat(bench.provisionIn("B", "000418").ending()).isEqualTo("ERROR order.none 3");
      assertThat(create(bench, "4712", "5").exit()).isZero();
      JsonNode pass = bench.provisionIn("B", "000418").json();
      assertThat(pass.at("/workOrder/number").asText()).isEqualTo("4712");
      assertThat(pass.at("/workOrder/done").asInt()).isEqualTo(1);
      assertThat(bench.journal("SELECT serial || ' ' || work_order FROM devices ORDER BY id"))
          .isEqualTo("000417 4711\n000418 4712");
    }
  }

  @Test
  void statusAndListsTellHowManyOfHowMany() {
    try (Bench bench = Bench.withTpm(1)) {
      assertThat(create(bench, "4711", "100").exit()).isZero();
      assertThat(create(bench, "4712", "50").exit()).isZero();
      assertThat(bench.provision("000417").exit()).isZero();

      assertThat(bench.cli("status").out()).contains("order 4711: 1 of 100 press, open");
      JsonNode orders = bench.cli("status", "--json").json().path("orders");
      assertThat(orders).hasSize(2);
      assertThat(orders.at("/0/done").asInt()).isEqualTo(1);
      assertThat(orders.at("/0/quantity").asInt()).isEqualTo(100);
      assertThat(bench.cli("order", "close", "4711").out())
          .isEqualTo("order 4711: 1 of 100 press, closed\n");
      assertThat(bench.cli("order", "list").out()).isEqualTo("order 4712: 0 of 50 press, open\n");
      assertThat(bench.cli("order", "list", "--all", "--json").json().path("orders")).hasSize(2);
      assertThat(bench.cli("order", "show", "4711").out()).contains("created by user:");
      assertThat(
              bench.cli("show", "000417", "--json").json().at("/identities/0/workOrder").asText())
          .isEqualTo("4711");
    }
  }

  @Test
  void aVoidedDeviceIsBuiltAgain() {
    try (Bench bench = Bench.withTpm(1)) {
      assertThat(create(bench, "4711", "1").exit()).isZero();
      assertThat(bench.provision("000417").exit()).isZero();

      assertThat(bench.cli("void", "000417", "--reason", "cracked").out())
          .contains("It counts no more against order 4711.");

      JsonNode order = bench.cli("order", "show", "4711", "--json").json();
      assertThat(order.path("done").asInt()).isZero();
      assertThat(order.path("voided").asInt()).isEqualTo(1);
      assertThat(bench.provision("000417").ending()).isEqualTo("PASS 0");
    }
  }

  @Test
  void aCompleteOrderUsesUpNoNumberOfARange() {
    try (Bench bench = new Bench()) {
      SoftwareTpm unused = bench.slot("A", 1);
      bench
          .settings()
          .setText("product.press", "serial_from", "range")
          .set("product.press", "serial_first", "100000")
          .set("product.press", "serial_last", "100009")
          .setText("product.press", "work_order", "required");

      Said refused = bench.cli("provision", "--json");
      assertThat(refused.ending()).isEqualTo("ERROR order.none 3");
      assertThat(bench.journal("SELECT count(*) FROM serial_numbers")).isEqualTo("0");

      assertThat(create(bench, "4711", "1").exit()).isZero();
      assertThat(bench.cli("provision", "--json").json().path("serial").asText())
          .isEqualTo("100000");
    }
  }

  @Test
  void aFileIsImportedAndMayBeImportedAgain() throws Exception {
    try (Bench bench = Bench.withTpm(1)) {
      String csv =
          "\uFEFFNumber;Product;Quantity;Customer\r\n4711;press;100;A\r\n4712;press;50;B\r\n";
      String json =
          "[{\"number\":\"4711\",\"product\":\"press\",\"quantity\":120},"
              + "{\"number\":\"4713\",\"product\":\"press\",\"quantity\":\"7\"}]";

      assertThat(importing(bench, "orders.csv", csv).json().path("created").asInt()).isEqualTo(2);
      assertThat(importing(bench, "orders.csv", csv).json().path("same").asInt()).isEqualTo(2);
      JsonNode mixed = importing(bench, "orders.json", json).json();

      assertThat(mixed.path("created").asInt()).isEqualTo(1);
      assertThat(mixed.path("changed").asInt()).isEqualTo(1);
      assertThat(bench.journal("SELECT number || ' ' || quantity FROM work_orders ORDER BY id"))
          .isEqualTo("4711 120\n4712 50\n4713 7");
      assertThat(bench.journal("SELECT count(*) FROM events WHERE kind LIKE 'order.%'"))
          .isEqualTo("4");
    }
  }

  @Test
  void everyMistakeInAFileIsToldAtOnceAndNothingIsImported() throws Exception {
    try (Bench bench = Bench.withTpm(1)) {
      String csv =
          """
          number,product,quantity
          4711,press,100
          4712,lathe,100
          4713,press,0
          4714,press,-3
          4715,press,99999999999999999999
          4716,press
          ,press,1
          4711,press,5
          """;

      Said said = importing(bench, "orders.csv", csv);

      assertThat(said.exit()).isEqualTo(2);
      assertThat(said.json().path("wrongUse").asText())
          .contains(
              "line 3: order 4712: there is no product \"lathe\"; there are: press",
              "line 4: a quantity is a whole number from 1 to 1000000",
              "line 5:",
              "line 6:",
              "line 7: there are 2 fields under 3 columns",
              "line 8:",
              "line 9: order 4711 is in the file twice")
          .doesNotContain("line 2:");
      for (String other : new String[] {"", "4711,press,100\n", "[{\"number\":", "[]", "[1]"}) {
        assertThat(importing(bench, "other", other).exit()).as(other).isEqualTo(2);
      }
      assertThat(bench.cli("order", "import", "/nowhere").exit()).isEqualTo(2);
      assertThat(bench.journal("SELECT count(*) FROM work_orders")).isEqualTo("0");
    }
  }

  @Test
  void whatCannotBeIsToldAndChangesNothing() {
    try (Bench bench = Bench.withTpm(1)) {
      for (String quantity : new String[] {"0", "-1", "1000001", "ten", "1.5", "99999999999"}) {
        Said said = create(bench, "4711", quantity);
        assertThat(said.exit()).as(quantity).isEqualTo(2);
      }
      for (String number : new String[] {"", "a b", "'; DROP TABLE ledger", "4".repeat(65)}) {
        assertThat(create(bench, number, "5").exit()).as(number).isEqualTo(2);
      }
      assertThat(create(bench, "4711", "5").exit()).isZero();
      assertThat(bench.provision("000417").exit()).isZero();
      assertThat(create(bench, "4711", "6").code()).isEqualTo("order.exists");
      assertThat(
              bench.cli("order", "create", "4712", "--product", "lathe", "--quantity", "5").exit())
          .isEqualTo(2);
      assertThat(bench.cli("order", "change", "4711", "--quantity", "0").exit()).isEqualTo(2);
      for (String verb : new String[] {"show", "close"}) {
        Said said = bench.cli("order", verb, "4712", "--json");
        assertThat(said.exit()).isEqualTo(2);
        assertThat(said.code()).isEqualTo("order.unknown");
      }
      assertThat(bench.journal("SELECT number || ' ' || quantity FROM work_orders"))
          .isEqualTo("4711 5");
    }
  }
}
