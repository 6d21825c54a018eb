package io.github.headroom.it.evidence;

/** Something that is so or is not, such as the exit status or whose limit it was. */
public record Fact(String what, String expected, String found) {

  public boolean holds() {
    return expected.equals(found);
  }

  @Override
  public String toString() {
    return what + ": expected " + expected + ", found " + found;
  }
}
