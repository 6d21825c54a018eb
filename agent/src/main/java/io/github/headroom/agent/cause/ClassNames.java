package io.github.headroom.agent.cause;

/** Shortens the names of classes to what their authors wrote. */
final class ClassNames {

  /** Marks in the names of generated classes; what follows a mark is made up. */
  private static final String[] GENERATED = {
    "$$Lambda",
    "$Proxy",
    "$$SpringCGLIB$$",
    "$ByteBuddy$",
    "$HibernateProxy$",
    "GeneratedMethodAccessor",
    "GeneratedConstructorAccessor",
    "GeneratedSerializationConstructorAccessor"
  };

  private static final String[] OF_JDK = {"[", "java.", "javax.", "jdk.", "sun.", "com.sun."};

  /** Numbers in a key: three, so that {@code Base64ToUtf8Converter} is none. */
  private static final int NUMBERS_OF_KEY = 3;

  private ClassNames() {}

  /**
   * The name of one class, with its numbers and without the part that a generator made up: {@code
   * Names$$Lambda$18/0x00007f9ab8001000} becomes {@code Names$$Lambda}.
   */
  static String of(String name, int most) {
    StringBuilder builder = new StringBuilder(Names.MOST);
    return Names.pattern(withoutGenerated(name), most, true, NUMBERS_OF_KEY, builder);
  }

  /** The common name of classes that differ by a counter: {@code Rule17} becomes {@code Rule#}. */
  static String pattern(String name, int most) {
    StringBuilder builder = new StringBuilder(Names.MOST);
    return Names.pattern(withoutGenerated(name), most, false, NUMBERS_OF_KEY, builder);
  }

  private static String withoutGenerated(String name) {
    int slash = name.indexOf('/'); // in the name of a hidden class, before its address
    String text = slash < 0 ? name : name.substring(0, slash);
    for (int i = 0; i < GENERATED.length; i++) {
      int found = text.indexOf(GENERATED[i]);
      if (found >= 0) {
        return text.substring(0, found + GENERATED[i].length());
      }
    }
    int enhancer = text.indexOf("$$EnhancerBy");
    int after = enhancer < 0 ? -1 : text.indexOf("$$", enhancer + 2);
    return after < 0 ? text : text.substring(0, after + 2);
  }

  /** Whether the name is of a class of the JDK or of an array. */
  static boolean isOfJdk(String name) {
    for (int i = 0; i < OF_JDK.length; i++) {
      if (name.startsWith(OF_JDK[i])) {
        return true;
      }
    }
    return false;
  }
}
