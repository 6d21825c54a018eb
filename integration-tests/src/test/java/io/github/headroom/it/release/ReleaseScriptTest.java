package io.github.headroom.it.release;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.it.parts.Lab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What release.sh refuses before it builds anything, in a repository of its own. */
class ReleaseScriptTest {

  private static final Map<String, String> NAMES =
      Map.of(
          "GIT_AUTHOR_NAME", "test",
          "GIT_AUTHOR_EMAIL", "test@example.org",
          "GIT_COMMITTER_NAME", "test",
          "GIT_COMMITTER_EMAIL", "test@example.org",
          "JAVA_HOME", System.getProperty("java.home"));

  @TempDir private Path repository;

  @BeforeEach
  void makeARepository() throws IOException {
    Lab.command("git", "git");
    for (String file : List.of("release.sh", "pom.xml")) {
      Files.copy(Finished.project().resolve(file), repository.resolve(file));
    }
    Files.writeString(repository.resolve("CHANGELOG.md"), "## [1.1.0] - 2026-01-01\n");
    git("init", "-q", "-b", "main");
    git("add", ".");
    git("commit", "-q", "-m", "first");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1.0", "v1.0.0", "1.0.0-SNAPSHOT", "1.0.0 "})
  void aTextThatIsNoVersionIsWrongUsage(String version) {
    Finished released = release(version);

    assertEquals(2, released.status());
    assertEquals(
        "release.sh: expected a version such as 1.2.3 or 1.2.3-rc.1, found \"" + version + "\"\n",
        released.output());
  }

  @Test
  void changesThatAreNotCommittedAreNamed() throws IOException {
    Files.writeString(repository.resolve("half-done"), "");

    assertRefused("there are changes that are not committed: ?? half-done", "1.1.0");
  }

  @Test
  void aTagOfAnotherCommitIsNotReleasedAgain() throws IOException {
    git("tag", "v1.1.0");
    git("commit", "-q", "--allow-empty", "-m", "second");

    assertRefused("the tag v1.1.0 is there already", "1.1.0");
  }

  @Test
  void aVersionThatTheChangelogDoesNotKnowIsNotReleased() {
    assertRefused("CHANGELOG.md has no section \"## [1.2.0] - YYYY-MM-DD\"", "1.2.0");
  }

  @Test
  void nothingIsPublishedFromAnotherBranch() {
    git("switch", "-q", "-c", "try");

    assertRefused("expected the branch main, found \"try\"", "1.1.0", "--publish");
  }

  @Test
  void anotherJdkIsNamed() throws IOException {
    String script = Files.readString(repository.resolve("release.sh"));
    Files.writeString(repository.resolve("release.sh"), script.replace("\nJDK=17\n", "\nJDK=7\n"));

    assertRefused("expected JDK 7, found ", "1.1.0");
  }

  private void assertRefused(String reason, String... arguments) {
    Finished released = release(arguments);

    assertEquals(1, released.status(), released.output());
    assertTrue(released.output().startsWith("release.sh: " + reason), released.output());
    assertTrue(Files.notExists(repository.resolve("target")), "something was built");
  }

  private Finished release(String... arguments) {
    String[] command = new String[arguments.length + 1];
    command[0] = "./release.sh";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    return Finished.of(repository, NAMES, List.of(command));
  }

  private void git(String... arguments) {
    String[] command = new String[arguments.length + 1];
    command[0] = "git";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    Finished.of(repository, NAMES, List.of(command)).orFail();
  }
}
