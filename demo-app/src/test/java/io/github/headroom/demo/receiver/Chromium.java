package io.github.headroom.demo.receiver;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** The document as a headless Chromium has it after the page's scripts have run for a while. */
final class Chromium {
  private Chromium() {}

  static String documentOf(String address, Path scratch) throws IOException, InterruptedException {
    Path program = null;
    for (String directory : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
      for (String name : List.of("chromium", "chromium-browser", "google-chrome")) {
        Path candidate = Path.of(directory, name);
        if (program == null && Files.isExecutable(candidate)) {
          program = candidate;
        }
      }
    }
    Assumptions.assumeTrue(program != null, "no chromium on the PATH: the page is not looked at");
    Path document = scratch.resolve("document.html");
    Process process =
        new ProcessBuilder(
                program.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--user-data-dir=" + scratch.resolve("profile"),
                "--virtual-time-budget=3000",
                "--dump-dom",
                address)
            .redirectOutput(document.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        throw new IOException(program + ": not ended after 60 s");
      }
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    return Files.readString(document, StandardCharsets.UTF_8);
  }
}
