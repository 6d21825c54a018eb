import static org.objectweb.asm.Opcodes.ASM9;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.TypePath;

/**
 * Takes from the shaded classes what a running agent pays for and does not use.
 *
 * <p>Names of local variables, generic signatures and annotations go: the JVM keeps them all in metaspace. Line numbers stay, for
 * stack traces.
 *
 * <p>Run by the build, with ASM on the class path: {@code java LeanClasses.java SHADED LEAN}
 */
final class LeanClasses {

  private LeanClasses() {}

  public static void main(String[] arguments) throws IOException {
    Map<String, byte[]> lean = new TreeMap<>();
    try (ZipFile zip = new ZipFile(arguments[0])) {
      for (ZipEntry entry : (Iterable<ZipEntry>) zip.stream().map(ZipEntry.class::cast)::iterator) {
        if (!entry.isDirectory()) {
          try (InputStream in = zip.getInputStream(entry)) {
            byte[] bytes = in.readAllBytes();
            lean.put(entry.getName(), entry.getName().endsWith(".class") ? lean(bytes) : bytes);
          }
        }
      }
    }
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(Path.of(arguments[1])))) {
      for (Map.Entry<String, byte[]> file : lean.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue());
        zip.closeEntry();
      }
    }
  }

  private static byte[] lean(byte[] bytes) {
    ClassReader reader = new ClassReader(bytes);
    ClassWriter writer = new ClassWriter(0);
    reader.accept(new Lean(writer), 0);
    return writer.toByteArray();
  }

  /** The class itself. */
  private static final class Lean extends ClassVisitor {
    Lean(ClassVisitor next) {
      super(ASM9, next);
    }

    @Override
    public void visit(int version, int access, String name, String signature, String parent, String[] interfaces) {
      super.visit(version, access, name, null, parent, interfaces);
    }

    @Override
    public AnnotationVisitor visitAnnotation(String type, boolean visible) {
      return null;
    }

    @Override
    public AnnotationVisitor visitTypeAnnotation(int reference, TypePath path, String type, boolean visible) {
      return null;
    }

    @Override
    public FieldVisitor visitField(int access, String name, String type, String signature, Object value) {
      FieldVisitor next = super.visitField(access, name, type, null, value);
      return new FieldVisitor(ASM9, next) {
        @Override
        public AnnotationVisitor visitAnnotation(String annotation, boolean visible) {
          return null;
        }

        @Override
        public AnnotationVisitor visitTypeAnnotation(int reference, TypePath path, String annotation, boolean visible) {
          return null;
        }
      };
    }

    @Override
    public MethodVisitor visitMethod(int access, String name, String type, String signature, String[] thrown) {
      return new LeanMethod(super.visitMethod(access, name, type, null, thrown));
    }
  }

  private static final class LeanMethod extends MethodVisitor {
    LeanMethod(MethodVisitor next) {
      super(ASM9, next);
    }

    @Override
    public void visitLocalVariable(String name, String type, String signature, Label start, Label end, int index) {}

    @Override
    public void visitParameter(String name, int access) {}

    @Override
    public AnnotationVisitor visitAnnotationDefault() {
      return null;
    }

    @Override
    public AnnotationVisitor visitAnnotation(String type, boolean visible) {
      return null;
    }

    @Override
    public void visitAnnotableParameterCount(int count, boolean visible) {}

    @Override
    public AnnotationVisitor visitParameterAnnotation(int parameter, String type, boolean visible) {
      return null;
    }

    @Override
    public AnnotationVisitor visitTypeAnnotation(int reference, TypePath path, String type, boolean visible) {
      return null;
    }

    @Override
    public AnnotationVisitor visitInsnAnnotation(int reference, TypePath path, String type, boolean visible) {
      return null;
    }

    @Override
    public AnnotationVisitor visitTryCatchAnnotation(int reference, TypePath path, String type, boolean visible) {
      return null;
    }

    @Override
    public AnnotationVisitor visitLocalVariableAnnotation(
        int reference, TypePath path, Label[] start, Label[] end, int[] index, String type, boolean visible) {
      return null;
    }
  }
}
