package io.github.headroom.agent.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.headroom.agent.log.CapturedLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessFilesTest {

  @TempDir Path directory;
  private final CapturedLog logged = new CapturedLog();
  private final Sample sample = new Sample();
  private Path process;

  @BeforeEach
  void copyTheCapture() throws Exception {
    CgroupRoot.captured("v2-throttled-and-swapping", directory);
    process = directory.resolve("proc/self");
  }

  @Test
  void theFiguresOfACapturedStatus() {
    ProcessFiles.status(process, new FileText(), logged.log()).read(sample);
    assertField(Field.VM_SIZE, 89240 * 1024L);
    assertField(Field.VM_RSS, 60836 * 1024L);
    assertField(Field.RSS_ANON, 57412 * 1024L);
    assertField(Field.RSS_FILE, 3424 * 1024L);
    assertField(Field.RSS_SHMEM, 0);
    assertField(Field.VM_PTE, 216 * 1024L);
    assertField(Field.VM_SWAP, 21272 * 1024L);
  }

  @Test
  void theFiguresOfACapturedMeminfo() {
    ProcessFiles.meminfo(directory, new FileText(), logged.log()).read(sample);
    assertField(Field.MEM_TOTAL, 1496024 * 1024L);
    assertField(Field.MEM_AVAILABLE, 1294824 * 1024L);
    assertField(Field.SWAP_TOTAL, 204796 * 1024L);
    assertField(Field.SWAP_FREE, 182380 * 1024L);
  }

  @Test
  void statmIsCountedInThePagesOfTheAuxiliaryVector() {
    statm().read(sample);
    assertField(Field.VM_SIZE, 22310 * 4096L);
    assertField(Field.VM_RSS, 15209 * 4096L);
  }

  @Test
  void withoutAnAuxiliaryVectorTheFiguresOfStatusStay() throws IOException {
    Files.delete(process.resolve("auxv"));
    sample.set(Field.VM_RSS, 1234);
    statm().read(sample);
    assertField(Field.VM_RSS, 1234);
  }

  @Test
  void anAuxiliaryVectorThatIsCutOffBeforeThePageSizeCountsAsNone() throws IOException {
    byte[] whole = Files.readAllBytes(process.resolve("auxv"));
    Files.write(process.resolve("auxv"), java.util.Arrays.copyOf(whole, 15));
    statm().read(sample);
    assertEquals("absent", SampleBuilder.valueOf(sample, Field.VM_RSS));
  }

  @Test
  void anEmptyAuxiliaryVectorCountsAsNone() throws IOException {
    Files.write(process.resolve("auxv"), new byte[0]);
    statm().read(sample);
    assertEquals("absent", SampleBuilder.valueOf(sample, Field.VM_RSS));
  }

  @Test
  void anAuxiliaryVectorThatComesLaterIsReadThen() throws IOException {
    byte[] whole = Files.readAllBytes(process.resolve("auxv"));
    Files.delete(process.resolve("auxv"));
    Source statm = statm();
    statm.read(sample);
    Files.write(process.resolve("auxv"), whole);
    statm.read(sample);
    assertField(Field.VM_RSS, 15209 * 4096L);
    statm.close();
  }

  private Source statm() {
    FileText text = new FileText();
    return ProcessFiles.statm(process, new PageSize(process, text), text, logged.log());
  }

  private void assertField(Field field, long expected) {
    assertEquals(Long.toString(expected), SampleBuilder.valueOf(sample, field), field::toString);
  }
}
