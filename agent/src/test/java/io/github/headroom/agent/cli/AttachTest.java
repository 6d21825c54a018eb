package io.github.headroom.agent.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttachTest {

  @ParameterizedTest
  @ValueSource(strings = {"0", "Failed to load agent library: 0"})
  void theZeroOfJava8IsNoFailure(String message) {
    assertTrue(Attach.isSuccessOfJava8("com.sun.tools.attach.AgentLoadException: " + message));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "com.sun.tools.attach.AgentLoadException: 100",
        "com.sun.tools.attach.AgentLoadException: Failed to load agent library: 102",
        "com.sun.tools.attach.AgentLoadException",
        "java.io.IOException: 0",
      })
  void anyOtherAnswerIs(String cause) {
    assertFalse(Attach.isSuccessOfJava8(cause));
  }
}
