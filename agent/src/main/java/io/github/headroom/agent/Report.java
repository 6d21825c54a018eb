package io.github.headroom.agent;

import io.github.headroom.agent.log.Printable;
import io.github.headroom.agent.record.RecorderDirectory;
import io.github.headroom.agent.record.RecordingFile;
import io.github.headroom.agent.report.Replay;
import io.github.headroom.agent.report.ReportJson;
import io.github.headroom.agent.report.ReportPage;
import io.github.headroom.agent.report.ReportText;
import io.github.headroom.agent.report.Story;
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

/** {@code report FILE|DIR [--html FILE] [--json]} and {@code replay FILE}. */
final class Report {

  private static final Path ROOT = Paths.get("/");

  private Report() {}

  static int run(String[] arguments, PrintStream out, PrintStream err) {
    String name = null;
    String page = null;
    boolean json = false;
    boolean wrong = false;
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i].equals("--json")) {
        json = true;
      } else if (arguments[i].equals("--html") && i + 1 < arguments.length) {
        page = arguments[++i];
      } else if (name == null && !arguments[i].startsWith("-")) {
        name = arguments[i];
      } else {
        wrong = true;
      }
    }
    if (name == null || wrong) {
      err.println("usage: java -jar headroom-agent.jar report FILE|DIR [--html FILE] [--json]");
      return 2;
    }
    Path file = file(name, err);
    if (file == null) {
      return 1;
    }
    try {
      Story story = Story.of(file, ROOT, isLive(file));
      if (page != null) {
        Files.write(Paths.get(page), ReportPage.of(story).getBytes(StandardCharsets.UTF_8));
      }
      if (json) {
        out.write(ReportJson.of(story).getBytes(StandardCharsets.UTF_8));
        out.println();
      } else {
        ReportText.print(file, story, out);
      }
      return 0;
    } catch (IOException | InvalidPathException e) {
      err.println("headroom: " + Printable.path(file) + ": " + Printable.piece(e.getMessage()));
      return 1;
    }
  }

  static int replay(String[] arguments, PrintStream out, PrintStream err) {
    if (arguments.length != 1 || arguments[0].startsWith("-")) {
      err.println("usage: java -jar headroom-agent.jar replay FILE");
      return 2;
    }
    Path file = file(arguments[0], err);
    if (file == null) {
      return 1;
    }
    try {
      Replay.print(file, out);
      return 0;
    } catch (IOException e) {
      err.println("headroom: " + Printable.path(file) + ": " + Printable.piece(e.getMessage()));
      return 1;
    }
  }

  /** The file, or the newest recording of the directory; null where there is none: said. */
  private static @Nullable Path file(String name, PrintStream err) {
    Path path;
    try {
      path = Paths.get(name);
    } catch (InvalidPathException e) { // one that no file can have
      err.println("headroom: there is no file " + Printable.path(name));
      return null;
    }
    if (Files.isDirectory(path)) {
      List<Path> files = new ArrayList<>();
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
      return Collections.max(files);
    }
    if (!Files.isRegularFile(path)) {
      err.println("headroom: there is no file " + Printable.path(path));
      return null;
    }
    return path;
  }

  private static boolean isLive(Path file) {
    try {
      return RecordingFile.isHeld(file);
    } catch (IOException e) {
      return false; // not ours to lock: a copy, or another user's
    }
  }
}
