package io.github.headroom.demo;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Command line options of the form {@code --name value}, each checked when it is read. */
public final class Arguments {
  private final Map<String, String> values = new HashMap<>();

  /**
   * Takes a command line apart.
   *
   * @throws IllegalArgumentException if an option is not among the known, or has no value
   */
  public Arguments(String[] arguments, String... known) {
    List<String> names = Arrays.asList(known);
    for (int i = 0; i < arguments.length; i += 2) {
      String name = arguments[i];
      if (!names.contains(name)) {
        throw new IllegalArgumentException(name + ": expected one of " + String.join(" ", known));
      }
      if (i + 1 == arguments.length) {
        throw new IllegalArgumentException(name + ": expected a value");
      }
      values.put(name, arguments[i + 1]);
    }
  }

  /** An option's value as it is written; null without the option. */
  public @Nullable String text(String name) {
    return values.get(name);
  }

  /**
   * An option's value, or {@code otherwise} without the option.
   *
   * @throws IllegalArgumentException if the value is no whole number from least to most
   */
  public long number(String name, long otherwise, long least, long most) {
    String text = values.get(name);
    if (text == null) {
      return otherwise;
    }
    try {
      long number = Long.parseLong(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Reported below, the same way.
    }
    throw new IllegalArgumentException(
        name + ": expected a whole number from " + least + " to " + most + ", found " + text);
  }
}
