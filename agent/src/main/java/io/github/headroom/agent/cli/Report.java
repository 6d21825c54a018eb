package io.github.headroom.agent.cli;

import io.github.headroom.agent.log.Printable;
import io.github.headroom.agent.record.RecorderDirectory;
import io.github.headroom.agent.report.RecordedLives;
import io.github.headroom.agent.report.RecordingSummary;
import io.github.headroom.agent.report.Replay;
import io.github.headroom.agent.report.ReportJson;
import io.github.headroom.agent.report.ReportPage;
import io.github.headroom.agent.report.ReportText;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code report FILE|DIR [--html FILE] [--json]}, {@code report DIR --all [--json]} and {@code
 * replay FILE}.
 */
final class Report {

  private static final Path ROOT = Paths.get("/");

  private Report() {}

  static int run(String[] arguments, PrintStream out, PrintStream err) {
    String name = null;
    String page = null;
    boolean json = false;
    boolean all = false;
    boolean wrong = false;
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i].equals("--json")) {
        json = true;
      } else if (arguments[i].equals("--all")) {
        all = true;
      } else if (arguments[i].equals("--html") && i + 1 < arguments.length) {
        page = arguments[++i];
      } else if (name == null && !arguments[i].startsWith("-")) {
        name = arguments[i];
      } else {
        wrong = true;
      }
    }
    if (name == null || wrong || (all && page != null)) {
      err.println(
          "usage: java -jar headroom-agent.jar report FILE|DIR [--html FILE] [--json], or report DIR"
              + " --all [--json]");
      return 2;
    }
    List<Path> files = files(name, err);
    if (files == null) {
      return 1;
    }
    try {
      RecordedLives lives = RecordedLives.of(files, ROOT);
      for (String problem : lives.problems()) {
        err.println("headroom: " + problem);
      }
      Path newest = lives.newestEnded();
      if (newest == null) {
        return 1;
      }
      return all ? list(lives, json, out) : report(lives, newest, page, json, out);
    } catch (IOException | InvalidPathException e) {
      err.println("headroom: " + Printable.path(name) + ": " + Printable.piece(e.getMessage()));
      return 1;
    }
  }

  private static int report(
      RecordedLives lives, Path file, @Nullable String page, boolean json, PrintStream out)
      throws IOException {
    RecordingSummary summary = lives.summary(file);
    List<Path> beside = lives.runningBeside(file);
    if (page != null) {
      Files.write(Paths.get(page), ReportPage.of(summary).getBytes(StandardCharsets.UTF_8));
    }
    if (json) {
      out.write(ReportJson.of(file, summary, beside).getBytes(StandardCharsets.UTF_8));
      out.println();
    } else {
      ReportText.print(file, summary, beside, out);
    }
    return 0;
  }

  private static int list(RecordedLives lives, boolean json, PrintStream out) throws IOException {
    List<RecordingSummary> summaries = new ArrayList<>();
    for (Path file : lives.files()) {
      summaries.add(lives.summary(file));
      if (!json) {
        ReportText.printLine(file, summaries.get(summaries.size() - 1), out);
      }
    }
    if (json) {
      out.write(ReportJson.of(lives.files(), summaries).getBytes(StandardCharsets.UTF_8));
      out.println();
    }
    return 0;
  }

  static int replay(String[] arguments, PrintStream out, PrintStream err) {
    if (arguments.length != 1 || arguments[0].startsWith("-")) {
      err.println("usage: java -jar headroom-agent.jar replay FILE");
      return 2;
    }
    List<Path> files = files(arguments[0], err);
    if (files == null) {
      return 1;
    }
    Path file = files.get(0);
    try {
      Replay.print(file, out);
      return 0;
    } catch (IOException e) {
      err.println("headroom: " + Printable.path(file) + ": " + Printable.piece(e.getMessage()));
      return 1;
    }
  }

  /**
   * Returns the file, or the directory's recordings, the newest first. Returns null if there is
   * none, which has been printed on stderr.
   */
  private static @Nullable List<Path> files(String name, PrintStream err) {
    Path path;
    try {
      path = Paths.get(name);
    } catch (InvalidPathException e) { // a name that no file can have
      err.println("headroom: there is no file " + Printable.path(name));
      return null;
    }
    List<Path> files = new ArrayList<>();
    if (Files.isDirectory(path)) {
      try (DirectoryStream<Path> inside =
          Files.newDirectoryStream(path, "*" + RecorderDirectory.SUFFIX)) {
        for (Path file : inside) {
          files.add(file);
        }
      } catch (IOException e) {
        err.println(
            "headroom: "
                + Printable.path(path)
                + " cannot be listed ("
                + Printable.thrown(e)
                + ")");
        return null;
      }
      if (files.isEmpty()) {
        err.println(
            "headroom: "
                + Printable.path(path)
                + " holds no recording (*"
                + RecorderDirectory.SUFFIX
                + "); directories below it are not looked into");
        return null;
      }
      Collections.sort(files, Collections.reverseOrder());
      return files;
    }
    if (!Files.exists(path)) {
      err.println("headroom: there is no file " + Printable.path(path));
      return null;
    }
    files.add(path);
    return files;
  }
}
