package io.github.headroom.agent.sample;

import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Options of no JVM, and what was done to them, for other rooms. */
public final class FakeVmOptions extends VmOptions {

  public final Map<String, String> values = new TreeMap<>();
  public final List<String> changes = new ArrayList<>();

  /** The value that is refused; empty for none. */
  public String refused = "";

  /** The option that cannot be read; empty for none. */
  public String unreadable = "";

  /** Those of a JVM with G1 that may be squeezed. */
  public FakeVmOptions() {
    values.put("UseG1GC", "true");
    values.put("DisableExplicitGC", "false");
    values.put("ExplicitGCInvokesConcurrent", "false");
    values.put("MinHeapSize", Long.toString(16L << 20));
    values.put("InitialHeapSize", Long.toString(16L << 20));
    values.put("MaxHeapSize", Long.toString(400L << 20));
    values.put("MinHeapFreeRatio", "40");
    values.put("MaxHeapFreeRatio", "70");
  }

  @Override
  public String get(String name) throws ReflectiveOperationException {
    if (name.equals(unreadable)) {
      throw new InvocationTargetException(new OutOfMemoryError());
    }
    return values.get(name);
  }

  @Override
  public void set(String name, String to) throws ReflectiveOperationException {
    if (to.equals(refused)) {
      throw new ReflectiveOperationException(name + " = " + to);
    }
    changes.add(name + "=" + to);
    values.put(name, to);
    int min = Integer.parseInt(values.get("MinHeapFreeRatio"));
    int max = Integer.parseInt(values.get("MaxHeapFreeRatio"));
    if (min > max) { // as HotSpot has it
      throw new ReflectiveOperationException(min + " > " + max);
    }
  }
}
