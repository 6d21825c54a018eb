package io.github.headroom.agent.transport;

/** The rules for headers from the user (RFC 9110, 5.1 and 5.5). */
final class HeaderRules {

  private static final String TOKEN_SIGNS = "!#$%&'*+-.^_`|~";

  private HeaderRules() {}

  /** Returns whether the header frames the message. The client sets these itself. */
  static boolean isOurs(String name) {
    return name.equalsIgnoreCase("Content-Length")
        || name.equalsIgnoreCase("Transfer-Encoding")
        || name.equalsIgnoreCase("Connection")
        || name.equalsIgnoreCase("Content-Type")
        || name.equalsIgnoreCase("Content-Encoding")
        || name.equalsIgnoreCase("Accept-Encoding");
  }

  /**
   * Checks a header. The error does not contain the value, which may be a secret.
   *
   * @throws IllegalArgumentException if the name is no token, or if the value contains a control
   *     character, which could start another header
   */
  static void check(String name, String value) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("header: empty name");
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (!isLetterOrDigit(c) && TOKEN_SIGNS.indexOf(c) < 0) {
        throw new IllegalArgumentException(
            "header: expected a name of letters, digits and signs, found character "
                + (int) c
                + " at "
                + i);
      }
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if ((c < ' ' && c != '\t') || c == 0x7f) {
        throw new IllegalArgumentException(
            "header " + name + ": control character " + (int) c + " at " + i + " of its value");
      }
    }
  }

  private static boolean isLetterOrDigit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }
}
