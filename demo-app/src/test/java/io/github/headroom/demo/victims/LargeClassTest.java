package io.github.headroom.demo.victims;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LargeClassTest {
  @Test
  void theJvmTakesItForAClassWhoseMethodRuns() throws Exception {
    Class<?> type = new MetaspaceHog.Loader().define(LargeClass.bytes());
    assertEquals("Large", type.getName());
    assertNull(type.getMethod("nothing").invoke(null));
  }

  @Test
  void eachLoaderHasAClassOfItsOwn() throws Exception {
    byte[] bytes = LargeClass.bytes();
    assertNotSame(new MetaspaceHog.Loader().define(bytes), new MetaspaceHog.Loader().define(bytes));
  }

  @Test
  void itIsLessThanTheMetaspaceThatItIsCountedAs() throws Exception {
    int length = LargeClass.bytes().length;
    assertTrue(length < LargeClass.METASPACE, () -> length + " bytes");
  }
}
