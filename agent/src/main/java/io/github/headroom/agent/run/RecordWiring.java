package io.github.headroom.agent.run;

import io.github.headroom.agent.derive.Figures;
import io.github.headroom.agent.locate.ContainerId;
import io.github.headroom.agent.locate.KubeletMounts;
import io.github.headroom.agent.locate.Location;
import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.log.Printable;
import io.github.headroom.agent.record.Identity;
import io.github.headroom.agent.record.Recorder;
import io.github.headroom.agent.record.RecorderDirectory;
import io.github.headroom.agent.record.RecordingFile;
import io.github.headroom.agent.record.StatusFile;
import io.github.headroom.agent.record.TerminationMessage;
import io.github.headroom.agent.record.TerminationText;
import io.github.headroom.agent.report.PreviousExit;
import io.github.headroom.agent.sample.PlatformBeans;
import io.github.headroom.agent.settings.Setting;
import io.github.headroom.agent.settings.Settings;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Creates the files of this JVM: the recording, the termination message and the status file. */
final class RecordWiring {

  /** Kubernetes' default of terminationMessagePath. */
  private static final String TERMINATION_LOG = "/dev/termination-log";

  private static final long RECORDING_BYTES = 4L << 20;
  private static final long MEMORY_RECORDING_BYTES = 1L << 20;

  /**
   * The most bytes for the recordings of this JVM and the previous one, on a volume whose size the
   * user has set. The kubelet evicts a pod whose emptyDir exceeds its sizeLimit.
   */
  private static final long MOST_ON_EMPTY_DIR = 2 * RECORDING_BYTES;

  private final AgentLog log;

  /** Kept, because a second message for the same file could not lock it. */
  private @Nullable TerminationMessage message;

  /** The emptyDir that holds the agent's jar. */
  private @Nullable Path emptyDir;

  RecordWiring(AgentLog log) {
    this.log = log;
  }

  /**
   * Opens the directory for recordings: the one from the settings, or the first of the defaults
   * that is writable.
   *
   * @throws IOException with a message that names each directory and what was found
   */
  RecorderDirectory directory(Settings settings) throws IOException {
    String named = settings.files().recorderDirectory();
    Path proc = Wiring.ROOT.resolve("proc");
    return named == null
        ? RecorderDirectory.openFirst(recorderPlaces(), proc)
        : RecorderDirectory.open(Paths.get(named), Paths.get(named), proc);
  }

  /**
   * Looks at what earlier JVMs have left in the directory.
   *
   * @param container as in {@link Wiring#container}
   * @param service as in {@link Wiring#service}
   */
  PreviousExit before(
      RecorderDirectory directory, @Nullable String container, @Nullable String service)
      throws IOException {
    return PreviousExit.look(directory, Wiring.ROOT, container, service, ageSeconds(), log);
  }

  /** Deletes old recordings if needed, and starts a new one. */
  Recorder recorder(
      RecorderDirectory directory,
      PreviousExit before,
      @Nullable String container,
      @Nullable String service,
      String instanceId,
      @Nullable Location location,
      Figures figures)
      throws IOException {
    boolean memory = directory.isMemory();
    long size = memory ? MEMORY_RECORDING_BYTES : RECORDING_BYTES;
    boolean onEmptyDir = emptyDir != null && emptyDir.equals(directory.path().getParent());
    if (onEmptyDir) {
      before.makeRoomInThePod(size, MOST_ON_EMPTY_DIR);
    } else {
      before.makeRoom(size, PreviousExit.MOST_BYTES);
    }
    long now = Wiring.WALL_CLOCK.getAsLong();
    RecordingFile file =
        RecordingFile.create(
            directory.fileFor(now, String.valueOf(Identity.pid(Wiring.ROOT))),
            size,
            Identity.of(
                Wiring.ROOT,
                Wiring.version(),
                now,
                container,
                service,
                instanceId,
                ContainerId.of(Wiring.ROOT, "self"),
                location == null ? null : location.cgroup(),
                figures));
    return recorderTo(file, memory);
  }

  /** Logs why nothing is recorded. */
  void notRecording(Settings settings, Exception why) {
    String named = settings.files().recorderDirectory();
    String text = "nothing is recorded, all else goes on (" + Printable.thrown(why) + ")";
    String cause = "recorder".concat(why.getClass().getName());
    if (named == null) {
      // a read-only container is common and not worth a warning
      log.once(AgentLog.Level.INFO, cause, text);
    } else {
      log.warnOnce(
          cause, Setting.RECORDER_DIR.property() + " " + Printable.path(named) + ": " + text);
    }
  }

  private Recorder recorderTo(RecordingFile file, boolean memory) {
    try {
      if (memory) {
        log.info(
            Printable.path(file.path())
                + " lies on a tmpfs: its 1 MiB is charged to the container; "
                + Setting.RECORDER_DIR.property()
                + " can name a directory on a disk");
      } else {
        log.debug("recording to " + Printable.path(file.path()));
      }
      return new Recorder(file, log);
    } catch (Throwable e) { // OutOfMemoryError: the next attempt creates another file
      file.delete();
      throw e;
    }
  }

  /**
   * Returns the places for the private directory of recordings, in this order: the Kubernetes
   * emptyDir that holds the agent's jar (an operator's volume), the directory for temporary files,
   * the jar's directory, and the state directory that systemd made for the service.
   */
  private List<Path> recorderPlaces() {
    List<Path> places = new ArrayList<>();
    Path jar = jar();
    emptyDir = jar == null ? null : emptyDir(jar);
    if (emptyDir != null) {
      places.add(emptyDir); // the container's own files are lost when it ends
    }
    places.add(Paths.get(System.getProperty("java.io.tmpdir", "/tmp")));
    if (jar != null && jar.getParent() != null) {
      places.add(jar.getParent());
    }
    // systemd.exec(5): several directories, separated by colons
    String state = System.getenv("STATE_DIRECTORY");
    if (state != null && !state.isEmpty()) {
      int colon = state.indexOf(':');
      places.add(Paths.get(colon < 0 ? state : state.substring(0, colon)));
    }
    return places;
  }

  private static @Nullable Path emptyDir(Path jar) {
    try {
      return KubeletMounts.emptyDir(jar, Wiring.ROOT);
    } catch (IOException | RuntimeException e) { // treat it as any other directory
      return null;
    }
  }

  /** Returns the agent's jar, or null if it is unknown. */
  private static @Nullable Path jar() {
    CodeSource source = RecordWiring.class.getProtectionDomain().getCodeSource();
    try {
      return source == null ? null : Paths.get(source.getLocation().toURI());
    } catch (URISyntaxException | RuntimeException e) {
      return null;
    }
  }

  /**
   * Returns the age of this JVM in s, at most 60. Recordings of others that changed since then
   * belong to running JVMs.
   */
  private static double ageSeconds() {
    try {
      return Math.min(60, PlatformBeans.ofThisJvm().runtime().getUptime() / 1e3);
    } catch (LinkageError e) { // an image without java.management
      return 1;
    }
  }

  /** Returns the termination message, or null if there is none, as outside of Kubernetes. */
  @Nullable TerminationText terminationText(Settings settings) {
    if (!settings.files().hasTerminationMessage()) {
      return null;
    }
    String named = settings.files().terminationMessage();
    String file = named == null ? TERMINATION_LOG : named;
    TerminationText text = null;
    try {
      Path path = Wiring.ROOT.resolve(file);
      if (named == null && !path.toFile().exists()) {
        return null; // not in Kubernetes
      }
      TerminationMessage to = message == null ? new TerminationMessage(path, log) : message;
      message = to;
      text = new TerminationText(to);
      to.open();
    } catch (IOException | RuntimeException e) { // for example a name that no file can have
      String why =
          Printable.path(file)
              + ": no termination message is written, all else goes on ("
              + Printable.thrown(e)
              + ")";
      if (named == null) {
        log.info(why); // it is a default, not a setting
      } else {
        log.warn(Setting.TERMINATION_MESSAGE.property() + " " + why);
      }
    }
    return text;
  }

  /** Returns the status file for probes, or null if the settings name none. */
  @Nullable StatusFile statusFile(Settings settings) {
    String file = settings.files().statusFile();
    try {
      return file == null ? null : new StatusFile(Wiring.ROOT.resolve(file), log);
    } catch (RuntimeException e) { // a name that no file can have
      log.warn(
          Setting.STATUS_FILE.property()
              + " "
              + Printable.path(String.valueOf(file))
              + ": no status is written, all else goes on ("
              + Printable.thrown(e)
              + ")");
      return null;
    }
  }
}
