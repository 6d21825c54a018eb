package io.github.headroom.it.scenes;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Real kills, and what is none, by this machine's kernel: cgroup v1. */
@Isolated("what the agent has seen last depends on who else wants the processors")
class MachineScenesTest {

  private static SceneDirectory directory;

  @BeforeAll
  static void start() throws Exception {
    directory = SceneDirectory.fresh("ci-machine");
  }

  static List<Scene> scenes() {
    return Scenes.ci().stream().filter(scene -> !scene.place().guest()).toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("scenes")
  void theAgentPublishedTheKernelsFigures(Scene scene) throws Exception {
    SceneMain.run(scene, directory.path());
    directory.assertHolds(scene);
  }
}
