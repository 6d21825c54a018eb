package io.github.headroom.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.headroom.agent.boot.NotStarted;
import java.io.PrintStream;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The classes that a JVM of Java 6 or 7 loads. It looks up premain by getDeclaredMethod, which
 * resolves the types of all methods of the class: one that is not there ends the JVM.
 */
class EntryTest {

  private static final Set<Class<?>> OF_JAVA_6 =
      Set.of(
          void.class,
          boolean.class,
          long.class,
          Object.class,
          String.class,
          Throwable.class,
          Map.class,
          AtomicBoolean.class,
          Instrumentation.class,
          PrintStream.class);

  @ParameterizedTest
  @ValueSource(classes = {HeadroomAgent.class, NotStarted.class})
  void itsSignaturesNameNoTypeThatIsNewerThanJava6(Class<?> entry) {
    List<Class<?>> named = new ArrayList<>();
    for (Method method : entry.getDeclaredMethods()) {
      assertFalse(method.isSynthetic(), () -> method + ": of a lambda or an inner class");
      named.add(method.getReturnType());
      named.addAll(List.of(method.getParameterTypes()));
    }
    for (Field field : entry.getDeclaredFields()) {
      named.add(field.getType());
    }
    named.removeAll(OF_JAVA_6);
    assertEquals(List.of(), named);
  }
}
