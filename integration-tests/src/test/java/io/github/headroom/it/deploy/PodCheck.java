package io.github.headroom.it.deploy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a pod's template gets the agent: what no schema checks, and what a JVM that does not
 * start reports too late.
 *
 * <p>Each method returns its findings in sentences; none when all is as it should be.
 */
final class PodCheck {

  private static final Set<String> JARS =
      Set.of("/javaagent.jar", "/headroom-agent.jar", "/extensions/headroom-agent.jar");
  private static final Set<String> OPTIONS = Set.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS");
  private static final String AGENT = "-javaagent:";

  private final Map<String, Object> pod;
  private final List<String> findings = new ArrayList<>();

  private PodCheck(Map<String, Object> pod) {
    this.pod = pod;
  }

  /** Of a pod's spec. */
  static List<String> findings(Map<String, Object> pod) {
    PodCheck check = new PodCheck(pod);
    for (Map<String, Object> container : check.all()) {
      check.mountsAreOfVolumes(container);
    }
    boolean agent = false;
    for (Map<String, Object> container : list(pod.get("containers"))) {
      agent |= check.agentIsThere(container);
      check.recordingsAreKept(container);
      if (map(map(container.get("resources")).get("limits")).get("memory") == null) {
        check.findings.add(container.get("name") + " has no limit of memory");
      }
    }
    if (!agent) {
      check.findings.add("no container has " + AGENT);
    }
    return check.findings;
  }

  private List<Map<String, Object>> all() {
    List<Map<String, Object>> all = new ArrayList<>(list(pod.get("initContainers")));
    all.addAll(list(pod.get("containers")));
    return all;
  }

  private void mountsAreOfVolumes(Map<String, Object> container) {
    for (Map<String, Object> mount : list(container.get("volumeMounts"))) {
      if (volume(mount) == null) {
        findings.add(
            container.get("name") + " mounts " + mount.get("name") + ", which is no volume");
      }
    }
  }

  /** Whether it is to have the agent; a finding where that does not exist. */
  private boolean agentIsThere(Map<String, Object> container) {
    boolean agent = false;
    for (Map.Entry<String, String> variable : variables(container).entrySet()) {
      if (OPTIONS.contains(variable.getKey()) && variable.getValue().startsWith(AGENT)) {
        agent = true;
        String jar = variable.getValue().substring(AGENT.length()).split("[= ]", 2)[0];
        if (!exists(container, jar)) {
          findings.add(variable.getKey() + " names " + jar + ", which nothing puts there");
        }
      }
    }
    return agent;
  }

  private boolean exists(Map<String, Object> container, String jar) {
    Map<String, Object> mount = mount(container, jar);
    Map<String, Object> volume = mount == null ? null : volume(mount);
    if (mount == null || volume == null) {
      return false;
    }
    String within = within(mount, jar);
    if (volume.containsKey("image")) {
      return JARS.contains(within);
    }
    for (Map<String, Object> init : list(pod.get("initContainers"))) {
      if (copies(init, String.valueOf(mount.get("name")), within)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the init container copies a jar of the image to that place of the volume. */
  private static boolean copies(Map<String, Object> init, String volume, String within) {
    if (!(init.get("command") instanceof List<?> command) || command.size() != 3) {
      return false;
    }
    String to = String.valueOf(command.get(2));
    Map<String, Object> mount = mount(init, to);
    return command.get(0).equals("cp")
        && JARS.contains(String.valueOf(command.get(1)))
        && mount != null
        && volume.equals(mount.get("name"))
        && within.equals(within(mount, to));
  }

  /**
   * Recordings in a volume that can be written to, on disk, and is large enough for all of them.
   */
  private void recordingsAreKept(Map<String, Object> container) {
    String directory = variables(container).get("HEADROOM_RECORDER_DIR");
    if (directory == null) {
      return;
    }
    Map<String, Object> mount = mount(container, directory);
    Map<String, Object> volume = mount == null ? null : volume(mount);
    if (mount == null || volume == null) {
      findings.add(directory + " is in no volume");
    } else if (Boolean.TRUE.equals(mount.get("readOnly"))) {
      findings.add(directory + " is read only");
    } else if (map(volume.get("emptyDir")).containsKey("medium")) {
      findings.add(directory + " is memory");
    } else if (!"48Mi".equals(map(volume.get("emptyDir")).get("sizeLimit"))) {
      findings.add(
          directory + " is not of 48Mi: recordings are 32 MiB at most, and one is being made");
    }
  }

  private @Nullable Map<String, Object> volume(Map<String, Object> mount) {
    for (Map<String, Object> volume : list(pod.get("volumes"))) {
      if (volume.get("name").equals(mount.get("name"))) {
        return volume;
      }
    }
    return null;
  }

  private static @Nullable Map<String, Object> mount(Map<String, Object> container, String path) {
    for (Map<String, Object> mount : list(container.get("volumeMounts"))) {
      if ((path + "/").startsWith(mount.get("mountPath") + "/")) {
        return mount;
      }
    }
    return null;
  }

  private static String within(Map<String, Object> mount, String path) {
    return path.substring(String.valueOf(mount.get("mountPath")).length());
  }

  private static Map<String, String> variables(Map<String, Object> container) {
    Map<String, String> variables = new LinkedHashMap<>();
    for (Map<String, Object> variable : list(container.get("env"))) {
      if (variable.containsKey("value")) {
        variables.put(String.valueOf(variable.get("name")), String.valueOf(variable.get("value")));
      }
    }
    return variables;
  }

  /** A list of a manifest; an empty one where there is none. */
  @SuppressWarnings("unchecked")
  static List<Map<String, Object>> list(@Nullable Object value) {
    return value == null ? List.of() : (List<Map<String, Object>>) value;
  }

  /** A map of a manifest; an empty one where there is none. */
  @SuppressWarnings("unchecked")
  static Map<String, Object> map(@Nullable Object value) {
    return value == null ? Map.of() : (Map<String, Object>) value;
  }
}
