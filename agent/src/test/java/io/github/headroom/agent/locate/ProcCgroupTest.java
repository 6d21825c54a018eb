package io.github.headroom.agent.locate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcCgroupTest {

  @Test
  void theHybridLayoutHasBothPaths() {
    ProcCgroup cgroups = ProcCgroup.parse("4:memory:/pod/ctr\n1:name=systemd:/\n0::/unified\n");
    assertEquals("/pod/ctr", cgroups.v1Path());
    assertEquals("/unified", cgroups.unifiedPath());
  }

  @Test
  void joinedControllersAreAList() {
    assertEquals("/a", ProcCgroup.parse("4:hugetlb,memory,cpu:/a\n").v1Path());
  }

  @Test
  void aControllerThatOnlyContainsTheWordIsAnother() {
    assertNull(ProcCgroup.parse("4:memory2,xmemory:/a\n").v1Path());
  }

  @Test
  void aHierarchyNamedMemoryHasNoController() {
    assertNull(ProcCgroup.parse("4:name=memory:/a\n").v1Path());
  }

  @Test
  void colonsAndSpacesInThePathAreKept() {
    assertEquals("/a:b/c d:/e ", ProcCgroup.parse("0::/a:b/c d:/e \n").unifiedPath());
  }

  @Test
  void thePathMayLieOutsideOfTheNamespace() {
    assertEquals("/../../x", ProcCgroup.parse("0::/../../x\n").unifiedPath());
  }

  @Test
  void theLastLineNeedsNoEnd() {
    assertEquals("/a", ProcCgroup.parse("0::/a").unifiedPath());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n\n",
        ":",
        "::",
        "0:",
        "0::",
        "0::a",
        "0:/a",
        "memory",
        "4:memory:",
        "00::/a"
      })
  void aTextThatIsNoLineIsIgnored(String text) {
    ProcCgroup cgroups = ProcCgroup.parse(text);
    assertNull(cgroups.v1Path());
    assertNull(cgroups.unifiedPath());
  }

  @Test
  void aBrokenLineTakesNothingFromTheNext() {
    ProcCgroup cgroups = ProcCgroup.parse("4\nmemory:/wrong\n5:memory:/right\n");
    assertEquals("/right", cgroups.v1Path());
  }

  @Test
  void linesBeyondTheBoundAreNotRead() {
    String text = "\n".repeat(ProcCgroup.MAX_LINES) + "0::/a\n";
    assertNull(ProcCgroup.parse(text).unifiedPath());
    assertEquals("/a", ProcCgroup.parse(text.substring(1)).unifiedPath());
  }

  @Test
  void aTokenIsFoundAnywhereInAListButOnlyWhole() {
    assertTrue(ProcCgroup.containsToken("rw,memory", "memory"));
    assertTrue(ProcCgroup.containsToken("memoryx,memory,rw", "memory"));
    assertFalse(ProcCgroup.containsToken("rw,memory_recursiveprot", "memory"));
    assertFalse(ProcCgroup.containsToken("", "memory"));
  }
}
