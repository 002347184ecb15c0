package io.birthmark.demo.bench;

import io.birthmark.hsm.simulated.SoftwareTpm;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The same device job by a shell pipeline of tpm2-tools, turn by turn with ours. */
final class ShellPairs implements Measurement {
  private static final String RECORD =
      "{\"v\":1,\"registrationUrl\":\"https://global.azure-devices-provisioning.net\","
          + "\"idScope\":\"0ne00BENCH\",\"registrationId\":\"press-100000\",\"attestation\":\"tpm\","
          + "\"serial\":\"100000\",\"key\":\"tpm2:0x81010001\",\"station\":\"bench\","
          + "\"provisionedAt\":\"2026-11-22T23:41:05Z\"}";

  @Override
  public String name() {
    return "shell";
  }

  @Override
  public String what() {
    return "the same job by a shell pipeline of tpm2-tools and by ours, in turns";
  }

  @Override
  public List<String> keys() {
    return List.of("shell_over_ours");
  }

  @Override
  public Result take(Workbench bench) throws IOException, InterruptedException {
    Optional<String> cannot =
        Workbench.noTpms().or(() -> Workbench.missing(List.of("tpm2_createprimary", "openssl")));
    if (cannot.isPresent()) {
      return new Result.LeftOut(cannot.get());
    }
    Path folder = bench.newFolder("shell");
    Path script = folder.resolve("device-job.sh");
    try (InputStream packed = ShellPairs.class.getResourceAsStream("device-job.sh")) {
      if (packed == null) {
        throw new IOException("device-job.sh is not in this program");
      }
      Files.copy(packed, script);
    }
    Path record = Files.writeString(folder.resolve("record.json"), RECORD);
    long processes =
        Files.readAllLines(script).stream().filter(line -> line.startsWith("tpm2_")).count();
    Samples ratio = new Samples();
    Samples shell = new Samples();
    Samples ours = new Samples();
    Samples inside = new Samples();
    Samples beside = new Samples();
    // How long a TPM looks for the primes of its SRK is a matter of its seed, so several take part.
    int tpms = Math.min(8, bench.extent().shellPairs());
    List<FreshTpm> devices = bench.tpms(tpms);
    try (BenchLine line = BenchLine.open(bench, tpms)) {
      line.warmUp(bench.extent().warmUps());
      for (int i = 0; i < bench.extent().shellPairs(); i++) {
        double theirs = shellMillis(devices.get(i % tpms).reset(), script, record);
        TimedRun run = line.firstRun(i % tpms);
        double mine = run.wallMillis();
        inside.add(run.insideMillis());
        shell.add(theirs);
        ours.add(mine);
        ratio.add(theirs / mine);
        beside.add((theirs - run.insideMillis()) / run.overheadMillis());
        bench.progress().step(i + 1, bench.extent().shellPairs(), "pair");
      }
    }
    return Result.of(
        new Figure(
            "shell_over_ours",
            ratio.median(),
            "",
            Goal.atLeast(8),
            String.format(
                Locale.ROOT,
                "shell %.0f ms (%d tpm2-tools processes) ÷ ours %.1f ms with journal, medians of %d"
                    + " alternating pairs over %d TPMs; both wait for the TPM, %.1f ms of ours, without"
                    + " which it is %.1f",
                shell.median(),
                processes,
                ours.median(),
                ratio.count(),
                tpms,
                inside.median(),
                beside.median())));
  }

  private static double shellMillis(SoftwareTpm tpm, Path script, Path record)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory(script.resolveSibling("."), "job");
    ProcessBuilder job =
        new ProcessBuilder("sh", script.toString(), record.toString())
            .directory(folder.toFile())
            .redirectErrorStream(true);
    job.environment().put("TPM2TOOLS_TCTI", tpm.tcti());
    long from = System.nanoTime();
    Process process = job.start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int exit = process.waitFor();
    double millis = (System.nanoTime() - from) / 1e6;
    if (exit != 0) {
      throw new IOException("the shell pipeline failed: " + said.strip());
    }
    return millis;
  }
}
