package io.github.headroom.demo.victims;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * A class file (The Java Virtual Machine Specification, chapter 4) of one long method that does
 * nothing: all but its code is small, and the metaspace holds the code.
 */
final class LargeClass {
  static final String NAME = "Large";

  /** What the JVM takes for it: its metaspace hands memory to a loader in powers of two. */
  static final int METASPACE = 64 << 10;

  /** The rest of those 64 KiB is for the JVM's own description of class and method. */
  private static final int CODE = 60_000;

  private static final int JAVA_8 = 52;
  private static final int UTF8 = 1;
  private static final int CLASS = 7;
  private static final int ACC_PUBLIC_SUPER = 0x21;
  private static final int ACC_PUBLIC_STATIC = 0x9;
  private static final int NOP = 0;
  private static final int RETURN = 0xb1;

  private LargeClass() {}

  static byte[] bytes() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(CODE + 256);
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(0xcafebabe);
    out.writeShort(0);
    out.writeShort(JAVA_8);
    out.writeShort(8); // constants 1 to 7
    utf8(out, NAME);
    classNamed(out, 1);
    utf8(out, "java/lang/Object");
    classNamed(out, 3);
    utf8(out, "nothing");
    utf8(out, "()V");
    utf8(out, "Code");
    out.writeShort(ACC_PUBLIC_SUPER);
    out.writeShort(2); // this class
    out.writeShort(4); // its super class
    out.writeShort(0); // interfaces
    out.writeShort(0); // fields
    out.writeShort(1); // methods
    method(out);
    out.writeShort(0); // attributes
    return bytes.toByteArray();
  }

  private static void method(DataOutputStream out) throws IOException {
    out.writeShort(ACC_PUBLIC_STATIC);
    out.writeShort(5); // name
    out.writeShort(6); // descriptor
    out.writeShort(1); // attributes
    out.writeShort(7); // Code
    out.writeInt(12 + CODE);
    out.writeShort(0); // operand stack
    out.writeShort(0); // locals
    out.writeInt(CODE);
    for (int i = 0; i < CODE - 1; i++) {
      out.writeByte(NOP);
    }
    out.writeByte(RETURN);
    out.writeShort(0); // exceptions
    out.writeShort(0); // attributes
  }

  private static void utf8(DataOutputStream out, String text) throws IOException {
    out.writeByte(UTF8);
    out.writeUTF(text);
  }

  private static void classNamed(DataOutputStream out, int constant) throws IOException {
    out.writeByte(CLASS);
    out.writeShort(constant);
  }
}
