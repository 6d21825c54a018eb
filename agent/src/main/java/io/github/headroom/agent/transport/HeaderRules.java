package io.github.headroom.agent.transport;

/** What a header given by the user may be (RFC 9110, 5.1 and 5.5). */
final class HeaderRules {

  private static final String TOKEN_SIGNS = "!#$%&'*+-.^_`|~";

  private HeaderRules() {}

  /** Headers that frame the message: the client sets them itself. */
  static boolean isOurs(String name) {
    return name.equalsIgnoreCase("Content-Length")
        || name.equalsIgnoreCase("Transfer-Encoding")
        || name.equalsIgnoreCase("Connection")
        || name.equalsIgnoreCase("Content-Type")
        || name.equalsIgnoreCase("Content-Encoding")
        || name.equalsIgnoreCase("Accept-Encoding");
  }

  /**
   * The value is not told: it may be a secret.
   *
   * @throws IllegalArgumentException where the name is no token or the value holds a control
   *     character, which could start a header of its own
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
