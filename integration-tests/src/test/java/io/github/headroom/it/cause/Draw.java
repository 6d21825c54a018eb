package io.github.headroom.it.cause;

import java.util.SplittableRandom;

/** Names and numbers of one life, all from its seed. */
final class Draw {

  private static final String CONSONANTS = "bdfgklmnprstvz";
  private static final String VOWELS = "aeiou";

  private final SplittableRandom random; // two seeds that are close have nothing in common

  Draw(long seed) {
    random = new SplittableRandom(seed);
  }

  /** A word that no test has, such as {@code zokira}: six letters or eight. */
  String word() {
    StringBuilder word = new StringBuilder();
    for (int syllables = 3 + random.nextInt(2); syllables > 0; syllables--) {
      word.append(one(CONSONANTS)).append(one(VOWELS));
    }
    return word.toString();
  }

  private char one(String of) {
    return of.charAt(random.nextInt(of.length()));
  }

  /** As {@link #word}, with a capital. */
  String name() {
    String word = word();
    return Character.toUpperCase(word.charAt(0)) + word.substring(1);
  }

  /** Both included. */
  int between(int least, int most) {
    return least + random.nextInt(most - least + 1);
  }

  @SafeVarargs
  final <T> T of(T... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
