package io.github.headroom.it.scenes;

import io.github.headroom.it.parts.Await;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.OtlpReceiver;
import io.github.headroom.it.victim.Idle;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.opentest4j.TestAbortedException;

/**
 * {@code SceneMain DIRECTORY NAME...} runs scenes here, one after another; each leaves its evidence
 * in {@code DIRECTORY/NAME}, or {@code NAME.skipped} with the reason, or {@code NAME.failed} with
 * what went wrong.
 */
public final class SceneMain {

  public static final String SKIPPED = ".skipped";
  public static final String FAILED = ".failed";

  /** Of the directory of evidence, the file that is written last. */
  public static final String ENDED = "scene";

  /** What makes a directory of evidence. */
  public interface Run {
    void into(Path evidence) throws Exception;
  }

  private SceneMain() {}

  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0]);
    warmUp();
    for (String name : List.of(arguments).subList(1, arguments.length)) {
      run(Scenes.named(name), directory);
    }
  }

  /** What the first scene would wait for: the JDK and the agent read, the receiver's classes. */
  public static void warmUp() throws IOException {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        JavaProcess idle =
            JavaProcess.running(Idle.class)
                .options("-Xmx32m", "-XX:+UseSerialGC")
                .agent()
                .exportingTo(receiver.endpoint())
                .start()) {
      Await.until("exports", () -> receiver.exports().size() > 1, idle::toString);
    }
  }

  static void run(Scene scene, Path directory) throws IOException {
    run(scene.name(), directory, evidence -> SceneRun.run(scene, evidence));
  }

  /** Runs one, and writes its outcome into the directory of all. */
  public static void run(String name, Path directory, Run run) throws IOException {
    long start = System.nanoTime();
    String outcome = "run";
    try {
      run.into(directory.resolve(name));
    } catch (TestAbortedException e) {
      outcome = "skipped: " + e.getMessage();
      Files.writeString(directory.resolve(name + SKIPPED), "" + e.getMessage());
    } catch (Exception | AssertionError e) {
      outcome = "failed: " + e;
      StringWriter trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace));
      Files.writeString(directory.resolve(name + FAILED), trace.toString());
    }
    long millis = (System.nanoTime() - start) / 1_000_000;
    System.out.println(name + ": " + millis + " ms, " + outcome);
  }
}
