import static org.objectweb.asm.Opcodes.ACC_FINAL;
import static org.objectweb.asm.Opcodes.ACC_INTERFACE;
import static org.objectweb.asm.Opcodes.ACC_PRIVATE;
import static org.objectweb.asm.Opcodes.ACC_PUBLIC;
import static org.objectweb.asm.Opcodes.ACC_STATIC;
import static org.objectweb.asm.Opcodes.ACC_SUPER;
import static org.objectweb.asm.Opcodes.ACC_SYNTHETIC;
import static org.objectweb.asm.Opcodes.ALOAD;
import static org.objectweb.asm.Opcodes.ARETURN;
import static org.objectweb.asm.Opcodes.ASM9;
import static org.objectweb.asm.Opcodes.CHECKCAST;
import static org.objectweb.asm.Opcodes.DUP;
import static org.objectweb.asm.Opcodes.GETFIELD;
import static org.objectweb.asm.Opcodes.H_INVOKEINTERFACE;
import static org.objectweb.asm.Opcodes.H_INVOKESTATIC;
import static org.objectweb.asm.Opcodes.H_NEWINVOKESPECIAL;
import static org.objectweb.asm.Opcodes.ILOAD;
import static org.objectweb.asm.Opcodes.INVOKEINTERFACE;
import static org.objectweb.asm.Opcodes.INVOKESPECIAL;
import static org.objectweb.asm.Opcodes.INVOKESTATIC;
import static org.objectweb.asm.Opcodes.INVOKEVIRTUAL;
import static org.objectweb.asm.Opcodes.IRETURN;
import static org.objectweb.asm.Opcodes.NEW;
import static org.objectweb.asm.Opcodes.POP;
import static org.objectweb.asm.Opcodes.PUTFIELD;
import static org.objectweb.asm.Opcodes.RETURN;
import static org.objectweb.asm.Opcodes.V1_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
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
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Type;
import org.objectweb.asm.TypePath;

/**
 * Takes from the shaded classes what a running agent pays for and does not use.
 *
 * <p>Each lambda and method reference becomes a class of its own. At its first evaluation the JVM would make that class: some 40
 * KiB of garbage, method handles and their hidden classes, and from JDK 24 on code of the class-file API that gets hot enough to
 * be compiled, for which C1 takes 7.6 MB.
 *
 * <p>Names of local variables, generic signatures and annotations go: the JVM keeps them all in metaspace. Line numbers stay, for
 * stack traces.
 *
 * <p>Run by the build, with ASM on the class path: {@code java LeanClasses.java SHADED LEAN}
 */
final class LeanClasses {

  private static final String FACTORY = "java/lang/invoke/LambdaMetafactory";

  /** Flags of altMetafactory that would need more than the one method. */
  private static final int BEYOND_ONE_METHOD = 1 | 2 | 4; // FLAG_SERIALIZABLE, FLAG_MARKERS, FLAG_BRIDGES

  public static void main(String[] arguments) throws IOException {
    Map<String, byte[]> lean = new TreeMap<>();
    try (ZipFile zip = new ZipFile(arguments[0])) {
      for (ZipEntry entry : (Iterable<ZipEntry>) zip.stream().map(ZipEntry.class::cast)::iterator) {
        if (!entry.isDirectory()) {
          try (InputStream in = zip.getInputStream(entry)) {
            byte[] bytes = in.readAllBytes();
            if (entry.getName().endsWith(".class")) {
              new LeanClasses(bytes).writeTo(lean);
            } else {
              lean.put(entry.getName(), bytes);
            }
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

  private final ClassReader reader;
  private final boolean ofInterface;

  /** Methods of this class that only its own lambdas call, by name and descriptor: their name from now on. */
  private final Map<String, String> reached = new HashMap<>();

  private final Map<String, byte[]> made = new TreeMap<>();

  private LeanClasses(byte[] bytes) {
    reader = new ClassReader(bytes);
    ofInterface = (reader.getAccess() & ACC_INTERFACE) != 0;
  }

  private void writeTo(Map<String, byte[]> files) {
    reader.accept(new Reached(), ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    ClassWriter writer = new ClassWriter(0);
    reader.accept(new Lean(writer), 0);
    files.put(reader.getClassName() + ".class", writer.toByteArray());
    files.putAll(made);
  }

  /** Finds the private methods that lambdas call; they are package-private from now on. */
  private final class Reached extends ClassVisitor {
    private final Map<String, Integer> privates = new HashMap<>();
    private final List<Handle> called = new ArrayList<>();

    Reached() {
      super(ASM9);
    }

    @Override
    public MethodVisitor visitMethod(int access, String name, String type, String signature, String[] thrown) {
      if ((access & ACC_PRIVATE) != 0) {
        privates.put(name + type, access);
      }
      return new MethodVisitor(ASM9) {
        @Override
        public void visitInvokeDynamicInsn(String sam, String site, Handle factory, Object... given) {
          called.add(implementation(factory, given));
        }
      };
    }

    @Override
    public void visitEnd() {
      for (Handle handle : called) {
        String key = handle.getName() + handle.getDesc();
        if (handle.getOwner().equals(reader.getClassName()) && privates.containsKey(key)) {
          boolean constructor = handle.getName().equals("<init>");
          // A name of its own: nothing in a subclass may override it.
          String own = handle.getName() + "$" + reader.getClassName().substring(reader.getClassName().lastIndexOf('/') + 1);
          reached.put(key, constructor ? handle.getName() : own);
        }
      }
    }
  }

  private static Handle implementation(Handle factory, Object... given) {
    if (!factory.getOwner().equals(FACTORY)
        || (factory.getName().equals("altMetafactory") && ((int) given[3] & BEYOND_ONE_METHOD) != 0)) {
      throw new IllegalStateException("expected a plain lambda, found " + factory);
    }
    return (Handle) given[1];
  }

  /** The class itself. */
  private final class Lean extends ClassVisitor {
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
      String renamed = reached.get(name + type);
      int opened = renamed == null ? access : (access & ~ACC_PRIVATE) | (ofInterface ? ACC_PUBLIC : 0);
      return new LeanMethod(super.visitMethod(opened, renamed == null ? name : renamed, type, null, thrown));
    }
  }

  private final class LeanMethod extends MethodVisitor {
    LeanMethod(MethodVisitor next) {
      super(ASM9, next);
    }

    @Override
    public void visitMethodInsn(int opcode, String owner, String name, String type, boolean ofInterface) {
      String renamed = owner.equals(reader.getClassName()) ? reached.get(name + type) : null;
      boolean wasPrivate = renamed != null && opcode == INVOKESPECIAL && !name.equals("<init>");
      super.visitMethodInsn(
          wasPrivate ? (ofInterface ? INVOKEINTERFACE : INVOKEVIRTUAL) : opcode,
          owner,
          renamed == null ? name : renamed,
          type,
          ofInterface);
    }

    @Override
    public void visitInvokeDynamicInsn(String sam, String site, Handle factory, Object... given) {
      Handle calls = implementation(factory, given);
      String renamed = calls.getOwner().equals(reader.getClassName()) ? reached.get(calls.getName() + calls.getDesc()) : null;
      String name = reader.getClassName() + "$L" + made.size();
      made.put(name + ".class", lambda(name, sam, site, (Type) given[0], calls, renamed == null ? calls.getName() : renamed));
      super.visitMethodInsn(INVOKESTATIC, name, "of", site, false);
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

  /**
   * The class of a lambda.
   *
   * @param sam the interface's method
   * @param site takes what the lambda has captured, gives the interface
   * @param erased types of the interface's method
   */
  private static byte[] lambda(String name, String sam, String site, Type erased, Handle calls, String called) {
    Type[] captured = Type.getArgumentTypes(site);
    ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    String implemented = Type.getReturnType(site).getInternalName();
    writer.visit(V1_8, ACC_FINAL | ACC_SUPER | ACC_SYNTHETIC, name, null, "java/lang/Object", new String[] {implemented});
    String made = Type.getMethodDescriptor(Type.VOID_TYPE, captured);

    MethodVisitor constructor = writer.visitMethod(0, "<init>", made, null, null);
    constructor.visitVarInsn(ALOAD, 0);
    constructor.visitMethodInsn(INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
    for (int i = 0, at = 1; i < captured.length; at += captured[i++].getSize()) {
      writer.visitField(ACC_FINAL, "c" + i, captured[i].getDescriptor(), null, null);
      constructor.visitVarInsn(ALOAD, 0);
      constructor.visitVarInsn(captured[i].getOpcode(ILOAD), at);
      constructor.visitFieldInsn(PUTFIELD, name, "c" + i, captured[i].getDescriptor());
    }
    constructor.visitInsn(RETURN);
    constructor.visitMaxs(0, 0);

    MethodVisitor of = writer.visitMethod(ACC_STATIC, "of", site, null, null);
    of.visitTypeInsn(NEW, name);
    of.visitInsn(DUP);
    for (int i = 0, at = 0; i < captured.length; at += captured[i++].getSize()) {
      of.visitVarInsn(captured[i].getOpcode(ILOAD), at);
    }
    of.visitMethodInsn(INVOKESPECIAL, name, "<init>", made, false);
    of.visitInsn(ARETURN);
    of.visitMaxs(0, 0);

    MethodVisitor method = writer.visitMethod(ACC_PUBLIC, sam, erased.getDescriptor(), null, null);
    boolean creates = calls.getTag() == H_NEWINVOKESPECIAL;
    if (creates) {
      method.visitTypeInsn(NEW, calls.getOwner());
      method.visitInsn(DUP);
    }
    List<Type> wanted = new ArrayList<>();
    if (!creates && calls.getTag() != H_INVOKESTATIC) {
      wanted.add(Type.getObjectType(calls.getOwner()));
    }
    wanted.addAll(List.of(Type.getArgumentTypes(calls.getDesc())));
    for (int i = 0; i < captured.length; i++) {
      method.visitVarInsn(ALOAD, 0);
      method.visitFieldInsn(GETFIELD, name, "c" + i, captured[i].getDescriptor());
      convert(method, captured[i], wanted.get(i));
    }
    Type[] given = erased.getArgumentTypes();
    for (int i = 0, at = 1; i < given.length; at += given[i++].getSize()) {
      method.visitVarInsn(given[i].getOpcode(ILOAD), at);
      convert(method, given[i], wanted.get(captured.length + i));
    }
    method.visitMethodInsn(opcode(calls), calls.getOwner(), called, calls.getDesc(), calls.isInterface());
    Type back = creates ? Type.getObjectType(calls.getOwner()) : Type.getReturnType(calls.getDesc());
    Type expected = erased.getReturnType();
    if (expected.getSort() == Type.VOID) {
      if (back.getSort() != Type.VOID) {
        method.visitInsn(back.getSize() == 2 ? POP + 1 : POP);
      }
      method.visitInsn(RETURN);
    } else {
      convert(method, back, expected);
      method.visitInsn(expected.getOpcode(IRETURN));
    }
    method.visitMaxs(0, 0);
    return writer.toByteArray();
  }

  private static int opcode(Handle calls) {
    return switch (calls.getTag()) {
      case H_INVOKESTATIC -> INVOKESTATIC;
      case H_INVOKEINTERFACE -> INVOKEINTERFACE;
      case H_NEWINVOKESPECIAL -> INVOKESPECIAL;
      default -> calls.isInterface() ? INVOKEINTERFACE : INVOKEVIRTUAL; // invokeSpecial: a private method
    };
  }

  /** From the type that is on the stack to another one, as LambdaMetafactory does it. */
  private static void convert(MethodVisitor method, Type from, Type to) {
    boolean fromPrimitive = from.getSort() < Type.ARRAY;
    boolean toPrimitive = to.getSort() < Type.ARRAY;
    if (from.equals(to)) {
      return;
    }
    if (fromPrimitive && toPrimitive) {
      throw new IllegalStateException("from " + from + " to " + to);
    } else if (fromPrimitive) {
      Type boxed = boxed(from);
      method.visitMethodInsn(
          INVOKESTATIC, boxed.getInternalName(), "valueOf", Type.getMethodDescriptor(boxed, from), false);
    } else if (toPrimitive) {
      Type boxed = boxed(to);
      method.visitTypeInsn(CHECKCAST, boxed.getInternalName());
      method.visitMethodInsn(
          INVOKEVIRTUAL, boxed.getInternalName(), to.getClassName() + "Value", Type.getMethodDescriptor(to), false);
    } else if (!to.getDescriptor().equals("Ljava/lang/Object;")) {
      method.visitTypeInsn(CHECKCAST, to.getInternalName());
    }
  }

  private static Type boxed(Type primitive) {
    return switch (primitive.getSort()) {
      case Type.BOOLEAN -> Type.getObjectType("java/lang/Boolean");
      case Type.INT -> Type.getObjectType("java/lang/Integer");
      case Type.LONG -> Type.getObjectType("java/lang/Long");
      case Type.DOUBLE -> Type.getObjectType("java/lang/Double");
      default -> throw new IllegalStateException(primitive.toString());
    };
  }
}
