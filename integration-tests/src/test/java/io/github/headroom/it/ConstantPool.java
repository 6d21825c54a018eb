package io.github.headroom.it;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What a class file names: its texts and the classes it refers to (JVMS 4.4). */
record ConstantPool(int version, List<String> texts, List<String> classes) {

  static ConstantPool of(byte[] file) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(file));
    in.readInt();
    in.readUnsignedShort();
    int version = in.readUnsignedShort();
    int count = in.readUnsignedShort();
    String[] text = new String[count];
    int[] first = new int[count];
    int[] tag = new int[count];
    for (int i = 1; i < count; i++) {
      tag[i] = in.readUnsignedByte();
      switch (tag[i]) {
        case 1 -> text[i] = in.readUTF();
        case 3, 4, 9, 10, 11, 12, 17, 18 -> in.readInt();
        case 5, 6 -> {
          in.readLong();
          i++;
        }
        case 7, 8, 16, 19, 20 -> first[i] = in.readUnsignedShort();
        case 15 -> in.skipBytes(3);
        default -> throw new IOException("constant of tag " + tag[i]);
      }
    }
    List<String> texts = new ArrayList<>();
    List<String> classes = new ArrayList<>();
    for (int i = 1; i < count; i++) {
      if (tag[i] == 1) {
        texts.add(text[i]);
      } else if (tag[i] == 7) {
        classes.add(text[first[i]]);
      }
    }
    return new ConstantPool(version, texts, classes);
  }
}
