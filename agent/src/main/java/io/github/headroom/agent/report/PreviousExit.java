package io.github.headroom.agent.report;

import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.log.Printable;
import io.github.headroom.agent.record.Identity;
import io.github.headroom.agent.record.RecorderDirectory;
import io.github.headroom.agent.record.RecordingFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** How the last JVM that ran the same main class or jar ended, by the recording it left. */
public final class PreviousExit {

  private PreviousExit() {}

  /**
   * Says how it ended, unless it was clean, and gives the word for it; {@link Ending#NONE} where no
   * such JVM has left a recording. To be called before this JVM begins its own.
   */
  public static String look(RecorderDirectory directory, Path root, AgentLog log)
      throws IOException {
    List<Path> recordings = directory.recordings();
    String command = Identity.command();
    for (int i = recordings.size() - 1; i >= 0; i--) {
      Path file = recordings.get(i);
      try {
        if (Header.of(file).get("command").equals(command) && !RecordingFile.isHeld(file)) {
          return judge(file, root, log);
        }
      } catch (IOException e) { // damaged, or of another version: an older one may do
        log.debug(Printable.path(file) + ": " + Printable.piece(e.getMessage()));
      }
    }
    return Ending.NONE;
  }

  private static String judge(Path file, Path root, AgentLog log) throws IOException {
    try (Recording recording = Recording.open(file)) {
      LastMinute end = LastMinute.of(recording);
      Ending ending = Ending.judge(end, new Traces(root, recording.header()));
      String line = line(file, end, ending);
      if (ending.exit().equals(Ending.CLEAN)) {
        log.debug(line);
      } else {
        log.warn(line);
      }
      return ending.exit();
    }
  }

  private static String line(Path file, LastMinute end, Ending ending) {
    StringBuilder line = new StringBuilder("the JVM before this one ended by ");
    line.append(ending.exit()).append(" (").append(ending.certainty()).append("): ");
    for (int i = 0; i < ending.evidence().size(); i++) {
      line.append(i == 0 ? "" : "; ").append(ending.evidence().get(i));
    }
    if (!end.last.verdict.isEmpty()) {
      line.append("; its verdict was ").append(Printable.piece(end.last.verdict));
      line.append(end.last.culprit.isEmpty() ? "" : " by " + Printable.piece(end.last.culprit));
    }
    return line.append("; java -jar headroom-agent.jar report ")
        .append(Printable.path(file))
        .toString();
  }
}
