package io.github.headroom.agent.derive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.SampleBuilder;
import io.github.headroom.agent.sample.State;
import org.junit.jupiter.api.Test;

class LevelsTest {

  private static SampleBuilder own(long limit) {
    return new SampleBuilder().with(Field.LIMIT, limit);
  }

  private static int binding(SampleBuilder of) {
    return Levels.binding(of.build(), 100);
  }

  @Test
  void theOwnLimitBindsWhereItIsTheEffectiveOne() {
    assertEquals(0, binding(own(100).ancestor("/a", 200)));
  }

  @Test
  void anAncestorsLimitBindsWhereItIs() {
    assertEquals(2, binding(own(300).ancestor("/b", 200).ancestor("/a", 100)));
  }

  @Test
  void theOutermostOfSeveralEqualLimitsBinds() {
    assertEquals(1, binding(own(100).ancestor("/b", 100).ancestor("/a", 200)));
  }

  @Test
  void aLimitOfNoVisibleLevelIsInvisible() {
    Sample sample = own(300).ancestor("/a", State.UNREADABLE).build();
    assertFalse(Levels.bindingIsVisible(sample, 100));
    assertThrows(IllegalStateException.class, () -> Levels.binding(sample, 100));
  }

  @Test
  void theMachineBindsWhereItsMemoryIsTheEffectiveLimit() {
    assertTrue(Levels.machineBinds(own(300).with(Field.MEM_TOTAL, 100).build(), 100));
    assertFalse(Levels.machineBinds(own(300).with(Field.MEM_TOTAL, 200).build(), 100));
    assertFalse(Levels.machineBinds(own(300).build(), 100));
  }
}
