package io.github.headroom.it.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class KernelsTableTest {

  @Test
  void theDocumentHasTheTableOfTheCaptures() throws IOException {
    String document = Files.readString(Path.of("../docs/kernels.md"));
    assertEquals(KernelsTable.in(document), document);
  }
}
