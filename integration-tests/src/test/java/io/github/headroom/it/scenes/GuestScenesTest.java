package io.github.headroom.it.scenes;

import io.github.headroom.it.parts.Guest;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.opentest4j.TestAbortedException;

/** Real kills, and what is none, by kernels of our own: cgroup v2. One boot of each kernel. */
@Isolated("what the agent has seen last depends on who else wants the processors")
class GuestScenesTest {

  private static final Set<Guest.Kernel> BOOTED = EnumSet.noneOf(Guest.Kernel.class);
  private static final Map<Guest.Kernel, TestAbortedException> NO_GUEST =
      new EnumMap<>(Guest.Kernel.class);
  private static SceneDirectory directory;

  @BeforeAll
  static void start() throws Exception {
    directory = SceneDirectory.fresh("ci-guest");
  }

  static List<Scene> scenes() {
    return Scenes.ci().stream().filter(scene -> scene.place().guest()).toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("scenes")
  void theAgentSaidWhatTheKernelSaid(Scene scene) throws Exception {
    Guest.Kernel kernel = scene.place().kernel();
    if (BOOTED.add(kernel)) {
      List<String> all =
          scenes().stream()
              .filter(other -> other.place().kernel() == kernel)
              .map(Scene::name)
              .toList();
      try {
        SceneBoot.run(SceneMain.class, kernel, all, directory.path(), all.size());
      } catch (TestAbortedException e) {
        NO_GUEST.put(kernel, e); // told for each scene
      }
    }
    if (NO_GUEST.containsKey(kernel)) {
      throw NO_GUEST.get(kernel);
    }
    directory.assertHolds(scene);
  }
}
