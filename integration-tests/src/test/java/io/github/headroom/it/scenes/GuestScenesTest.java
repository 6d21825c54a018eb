package io.github.headroom.it.scenes;

import io.github.headroom.it.parts.Guest;
import io.github.headroom.it.parts.SideBySide;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.opentest4j.TestAbortedException;

/**
 * Real kills, and what is none, by kernels of our own: cgroup v2. One boot of each kernel, side by
 * side as in {@link Kills}: a guest has one processor of the machine's.
 */
@Isolated("what the agent has seen last depends on who else wants the processors")
class GuestScenesTest {

  private static final Map<Guest.Kernel, TestAbortedException> NO_GUEST = new ConcurrentHashMap<>();
  private static SceneDirectory directory;

  @BeforeAll
  static void eachKernelRunsItsScenes() throws Exception {
    directory = SceneDirectory.fresh("ci-guest");
    List<SideBySide.Task> boots = new ArrayList<>();
    for (Guest.Kernel kernel : Guest.Kernel.values()) {
      boots.add(() -> boot(kernel));
    }
    SideBySide.run(boots.size(), boots);
  }

  private static void boot(Guest.Kernel kernel) throws IOException, InterruptedException {
    List<String> all =
        scenes().stream()
            .filter(scene -> scene.place().kernel() == kernel)
            .map(Scene::name)
            .toList();
    try {
      SceneBoot.run(SceneMain.class, kernel, all, directory.path(), all.size());
    } catch (TestAbortedException e) {
      NO_GUEST.put(kernel, e); // reported by each scene
    }
  }

  static List<Scene> scenes() {
    return Scenes.ci().stream().filter(scene -> scene.place().guest()).toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("scenes")
  void theAgentPublishedTheKernelsFigures(Scene scene) throws Exception {
    TestAbortedException noGuest = NO_GUEST.get(scene.place().kernel());
    if (noGuest != null) {
      throw noGuest;
    }
    directory.assertHolds(scene);
  }
}
