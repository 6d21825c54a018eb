package io.github.headroom.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** Where and when it was measured. */
record Machine(
    String day, String processor, int processors, long memoryMib, String kernel, String load) {

  static Machine here() throws IOException {
    String model = ProcFile.value(Path.of("/proc/cpuinfo"), "model name");
    String memory = ProcFile.value(Path.of("/proc/meminfo"), "MemTotal");
    return new Machine(
        LocalDate.now(ZoneOffset.UTC).toString(),
        model == null ? System.getProperty("os.arch") : model,
        Runtime.getRuntime().availableProcessors(),
        memory == null ? 0 : Long.parseLong(memory.replace(" kB", "")) / 1024,
        System.getProperty("os.version"),
        loadNow());
  }

  /** The load averages of 1, 5 and 15 minutes. */
  static String loadNow() throws IOException {
    String[] fields = Files.readString(Path.of("/proc/loadavg")).split(" ", -1);
    return fields[0] + ", " + fields[1] + ", " + fields[2];
  }
}
