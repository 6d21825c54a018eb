package io.github.headroom.agent.settings;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the agent may do when a kill is near. Immutable. Loaded only where a setting of relief is
 * given.
 */
public final class ReliefSettings {

  /** An action of relief, a word of {@code headroom.relief}. */
  public enum Action {
    TRIM,
    SQUEEZE,
    TERMINATE
  }

  private static final long SECOND = 1000;
  private static final long MINUTE = 60 * SECOND;

  private final Set<Action> actions;
  private final long maxPauseMillis;
  private final @Nullable Long leadMillis;
  private final boolean trimsAtStart;

  private ReliefSettings(Values values, Problems problems) {
    actions = actions(values, problems);
    maxPauseMillis = values.millis(500, 10, MINUTE, Setting.RELIEF_MAX_PAUSE);
    leadMillis =
        values.text(Setting.RELIEF_TERMINATE_LEAD) == null
            ? null
            : (Long) values.millis(10 * SECOND, SECOND, 10 * MINUTE, Setting.RELIEF_TERMINATE_LEAD);
    trimsAtStart = values.flag(Setting.RELIEF_TRIM_AT_START, false);
  }

  /** Returns the settings of relief, or null if they allow no action. */
  static @Nullable ReliefSettings of(Values values, Problems problems) {
    ReliefSettings settings = new ReliefSettings(values, problems);
    return settings.actions.isEmpty() && !settings.trimsAtStart ? null : settings;
  }

  /** Returns the actions that the list names. */
  private static Set<Action> actions(Values values, Problems problems) {
    Set<Action> actions = new LinkedHashSet<>();
    for (String name : values.list(Setting.RELIEF)) {
      boolean known = name.isEmpty() || name.equalsIgnoreCase("none");
      for (Action action : Action.values()) {
        if (action.name().equalsIgnoreCase(name)) {
          actions.add(action);
          known = true;
        }
      }
      if (!known) {
        problems.add(
            values.wrong(Setting.RELIEF, "expected trim, squeeze or terminate", name)
                + "; it is ignored");
      }
    }
    return actions;
  }

  /** Returns whether the action is allowed when a kill is near. */
  public boolean allows(Action action) {
    return actions.contains(action);
  }

  /** Returns the longest pause that a squeeze may cause, by its estimate, in ms. */
  public long maxPauseMillis() {
    return maxPauseMillis;
  }

  /** Returns how long before the kill the JVM is ended, in ms; null to derive it from its hooks. */
  public @Nullable Long leadMillis() {
    return leadMillis;
  }

  /** Returns whether to trim memory once after the start. */
  public boolean trimsAtStart() {
    return trimsAtStart;
  }
}
