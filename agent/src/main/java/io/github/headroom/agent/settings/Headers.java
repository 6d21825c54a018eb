package io.github.headroom.agent.settings;

import io.github.headroom.agent.log.Printable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The headers of every export. Their values are secrets, so no problem repeats them. */
final class Headers {

  private Headers() {}

  /**
   * Returns name to decoded value. If the signal has headers, they replace all general ones.
   *
   * @param own the signal's setting
   */
  static Map<String, String> of(Values values, Setting own, Problems problems) {
    Map<String, String> headers = read(values, own, problems);
    if (headers.isEmpty()) {
      headers = read(values, Setting.OTLP_HEADERS, problems);
    }
    return Collections.unmodifiableMap(headers);
  }

  private static Map<String, String> read(Values values, Setting setting, Problems problems) {
    Map<String, String> headers = new LinkedHashMap<>();
    String text = values.text(setting);
    if (text == null) {
      return headers;
    }
    String where = values.name(setting);
    for (Map.Entry<String, String> entry : KeyValues.parse(text, where, problems).entrySet()) {
      String name = entry.getKey();
      String value = KeyValues.decodeHeader(entry.getValue());
      if (!isToken(name)) {
        // Do not repeat the name: an unescaped comma in a value makes a name of its rest.
        problems.add(where + ": expected a header name before each =; one entry is not sent");
      } else if (value == null) {
        problems.add(
            where
                + (": expected two hexadecimal digits after % in the value of "
                    + Printable.piece(name))
                + "; it is not sent");
      } else if (!isFieldValue(value)) {
        problems.add(
            where
                + ": expected printable ASCII in the value of "
                + Printable.piece(name)
                + "; it is not sent");
      } else {
        headers.put(name, value);
      }
    }
    return headers;
  }

  /** Returns whether this is a token of RFC 9110, section 5.6.2. */
  private static boolean isToken(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letterOrDigit =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!letterOrDigit && "!#$%&'*+-.^_`|~".indexOf(c) < 0) {
        return false;
      }
    }
    return !name.isEmpty();
  }

  /**
   * Returns whether the value has no line end, which could begin another header, and no byte that
   * servers refuse.
   */
  private static boolean isFieldValue(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if ((c < ' ' && c != '\t') || c > '~') {
        return false;
      }
    }
    return true;
  }
}
