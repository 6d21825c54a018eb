package io.github.headroom.agent.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.VMOption;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Options by a bean: an unknown one is none, one that cannot be read is no answer. */
class VmOptionsTest {

  /** A bean in a JVM without memory. */
  public static final class WithoutMemory {
    boolean full = true;

    public @Nullable VMOption getVMOption(String name) {
      if (full) {
        throw new OutOfMemoryError(name);
      }
      return null;
    }

    public void setVMOption(String name, String value) {}
  }

  @Test
  void anOptionThatThisJvmDoesNotHaveIsNone() throws ReflectiveOperationException {
    VmOptions options =
        VmOptions.of(
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class),
            HotSpotDiagnosticMXBean.class);
    assertEquals("false", options.get("DisableExplicitGC"));
    assertNull(options.get("NoSuchOption"));
  }

  @Test
  void anOptionThatCannotBeReadNowIsNotTakenForNone() throws ReflectiveOperationException {
    VmOptions options = VmOptions.of(new WithoutMemory(), WithoutMemory.class);
    assertThrows(InvocationTargetException.class, () -> options.get("DisableExplicitGC"));
  }
}
