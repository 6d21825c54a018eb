package io.github.headroom.agent.relief;

import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.log.Printable;
import io.github.headroom.agent.sample.DiagnosticCommands;
import io.github.headroom.agent.sample.Sampler;
import io.github.headroom.agent.sample.VmOptions;
import io.github.headroom.agent.settings.ReliefSettings;
import io.github.headroom.agent.settings.Setting;
import java.lang.instrument.Instrumentation;
import org.jspecify.annotations.Nullable;

/**
 * Creates the actions that the settings ask for and this JVM can run. Logs those that it cannot.
 */
public final class AllowedRelief {

  private final ReliefSettings settings;
  private final AgentLog log;

  private AllowedRelief(ReliefSettings settings, AgentLog log) {
    this.settings = settings;
    this.log = log;
  }

  /**
   * Creates the relief of this JVM.
   *
   * @param sampler after its first full pass
   */
  public static Relief create(
      ReliefSettings settings,
      Sampler sampler,
      @Nullable Instrumentation instrumentation,
      AgentLog log) {
    AllowedRelief allowed = new AllowedRelief(settings, log);
    Relief relief =
        new Relief(
            log,
            allowed.trim(sampler.commands()),
            allowed.squeeze(instrumentation),
            allowed.terminate(),
            settings.allows(ReliefSettings.Action.TRIM),
            settings.trimsAtStart());
    relief.addTo(sampler);
    return relief;
  }

  private @Nullable Trim trim(@Nullable DiagnosticCommands commands) {
    boolean near = settings.allows(ReliefSettings.Action.TRIM);
    if (!near && !settings.trimsAtStart()) {
      return null;
    }
    String why = Trim.impossible(commands);
    if (why == null && commands != null) {
      return new Trim(commands);
    }
    impossible(near ? Setting.RELIEF : Setting.RELIEF_TRIM_AT_START, "trim", why);
    return null;
  }

  private @Nullable Squeeze squeeze(@Nullable Instrumentation instrumentation) {
    if (!settings.allows(ReliefSettings.Action.SQUEEZE)) {
      return null;
    }
    String why;
    try {
      VmOptions options = VmOptions.open(instrumentation);
      why = Squeeze.impossible(options);
      if (why == null) {
        return new Squeeze(options, settings.maxPauseMillis() / 1e3);
      }
    } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
      throwIfOutOfMemory(e);
      why = "the JVM's options cannot be reached (" + Printable.thrown(e) + ")";
    }
    impossible(Setting.RELIEF, "squeeze", why);
    return null;
  }

  private @Nullable Terminate terminate() {
    if (!settings.allows(ReliefSettings.Action.TERMINATE)) {
      return null;
    }
    Long lead = settings.leadMillis();
    return new Terminate(lead == null ? null : (Double) (lead / 1e3));
  }

  private void impossible(Setting by, String action, @Nullable String why) {
    log.warnOnce("relief of " + action, by.property() + ": " + action + " is not done: " + why);
  }

  /**
   * Throws the VirtualMachineError that caused the exception, if there is one: a JVM that was out
   * of memory may succeed later.
   */
  static void throwIfOutOfMemory(Throwable thrown) {
    if (thrown.getCause() instanceof VirtualMachineError) {
      throw (VirtualMachineError) thrown.getCause();
    }
  }
}
