package io.github.headroom.agent.sample;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Prints whether descriptors are short before, while and after all of them are open. */
final class ExhaustedDescriptors {

  private ExhaustedDescriptors() {}

  public static void main(String[] arguments) throws IOException {
    File file = new File(arguments[0]);
    String before = Descriptors.areShort(file) + " "; // loads the classes, which takes some, too
    List<FileInputStream> open = new ArrayList<>();
    try {
      while (open.size() < 1000) {
        open.add(new FileInputStream(file));
      }
    } catch (IOException e) {
      before = before.concat(Boolean.toString(Descriptors.areShort(file)));
    }
    for (FileInputStream each : open) {
      each.close();
    }
    System.out.println(before.concat(" ").concat(Boolean.toString(Descriptors.areShort(file))));
  }
}
