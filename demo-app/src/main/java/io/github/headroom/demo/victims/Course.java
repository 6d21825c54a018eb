package io.github.headroom.demo.victims;

import java.util.Arrays;

/** How many bytes a part of a service is to hold at a time; may fall. */
interface Course {
  double KIB = 1 << 10;

  /** Bytes so many seconds after the start; never negative. */
  double bytes(double seconds);

  /**
   * As one is written: a word and its numbers, seconds and KiB, with colons between.
   *
   * <pre>
   * level:SIZE                    at once, and stays
   * day:LEAST:MOST                with the load
   * fills:RATE:MOST               from RATE a second on ever slower to MOST
   * batch:EVERY:LASTS:SIZE        in each EVERY seconds a third of LASTS to rise, two thirds to hold
   * leaks:FROM:RATE               RATE a second
   * traffic:FROM:RATE             RATE a second in the mean, as the load is
   * accelerates:FROM:RATE:DOUBLES RATE a second, twice as much after each DOUBLES seconds
   * stairs:FROM:SIZE:EVERY        SIZE more at the end of every EVERY seconds
   * </pre>
   *
   * @throws IllegalArgumentException for anything else
   */
  static Course of(String text, Load load) {
    String[] words = text.split(":", -1);
    double[] number = new double[words.length - 1];
    try {
      for (int i = 0; i < number.length; i++) {
        number[i] = Double.parseDouble(words[i + 1]);
      }
      return of(words[0], number, load);
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      throw new IllegalArgumentException(
          text + ": " + words[0] + " has other numbers than " + Arrays.toString(number), e);
    }
  }

  static Course of(String word, double[] of, Load load) {
    switch (word) {
      case "level":
        return level(of[0] * KIB);
      case "day":
        return day(of[0] * KIB, of[1] * KIB, load);
      case "fills":
        return fills(of[0] * KIB, of[1] * KIB);
      case "batch":
        return batch(of[0], of[1], of[2] * KIB);
      case "leaks":
        return leaks(of[0], of[1] * KIB);
      case "traffic":
        return traffic(of[0], of[1] * KIB, load);
      case "accelerates":
        return accelerates(of[0], of[1] * KIB, of[2]);
      case "stairs":
        return stairs(of[0], of[1] * KIB, of[2]);
      default:
        throw new IllegalArgumentException("there is no course " + word);
    }
  }

  static Course level(double bytes) {
    return seconds -> bytes;
  }

  static Course day(double least, double most, Load load) {
    return seconds -> least + (most - least) * load.at(seconds);
  }

  static Course fills(double rate, double most) {
    return seconds -> most * -Math.expm1(-seconds * rate / most);
  }

  static Course batch(double every, double lasts, double bytes) {
    return seconds -> {
      double into = seconds % every - (every - lasts);
      return into < 0 ? 0 : bytes * Math.min(1, 3 * into / lasts);
    };
  }

  static Course leaks(double from, double rate) {
    return seconds -> Math.max(0, seconds - from) * rate;
  }

  static Course traffic(double from, double rate, Load load) {
    return seconds -> seconds < from ? 0 : rate * (load.until(seconds) - load.until(from));
  }

  static Course accelerates(double from, double rate, double doubles) {
    double growth = Math.log(2) / doubles;
    return seconds -> rate / growth * Math.expm1(growth * Math.max(0, seconds - from));
  }

  static Course stairs(double from, double bytes, double every) {
    return seconds -> Math.floor(Math.max(0, seconds - from) / every) * bytes;
  }

  default Course and(Course other) {
    return seconds -> bytes(seconds) + other.bytes(seconds);
  }
}
