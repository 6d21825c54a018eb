package io.github.headroom.agent.backtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The forms in which other programs write a history. */
class FileFormTest {

  private static final String CSV =
      "time,usage,active_file,limit\n1790000000,400,30,1000\n1790000015,500,30,1000\n";

  /** Prometheus' series, as the API has them in data.result and promtool prints them. */
  private static final String SERIES =
      "[{\"metric\":{\"__name__\":\"container_memory_working_set_bytes\",\"pod\":\"a\"},"
          + "\"values\":[[1790000000,\"370\"],[1790000015,\"470\"]]},"
          + "{\"metric\":{\"__name__\":\"container_spec_memory_limit_bytes\",\"pod\":\"a\"},"
          + "\"values\":[[1790000000,\"1000\"],[1790000015,\"1000\"]]}]";

  @ParameterizedTest
  @ValueSource(strings = {"sep=,\n", "sep=,\r\n", "\ufeffsep=,\n", "sep=;\n", "# a note\nsep=,\n"})
  void aLineForExcelIsNoHeader(String first) throws Exception {
    assertEquals("2 rows, 0 bad", read(first + CSV, StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\ufeff"})
  void aListOfSeriesIsRead(String mark) throws Exception {
    assertEquals("2 rows, 0 bad", read(mark + SERIES + "\n", StandardCharsets.UTF_8));
  }

  @Test
  void anAnswerWithAByteOrderMarkIsRead() throws Exception {
    String answer = "\ufeff{\"data\":{\"resultType\":\"matrix\",\"result\":" + SERIES + "}}";
    assertEquals("2 rows, 0 bad", read(answer, StandardCharsets.UTF_8));
  }

  /** PowerShell's {@code curl ... > checkout.json}. */
  @ParameterizedTest
  @ValueSource(strings = {"UTF-16LE", "UTF-16BE"})
  void utf16WithAByteOrderMarkIsRead(String charset) throws Exception {
    assertEquals("2 rows, 0 bad", read("\ufeff" + CSV, Charset.forName(charset)));
    assertEquals("2 rows, 0 bad", read("\ufeff" + SERIES, Charset.forName(charset)));
  }

  /** {@code DataFrame.to_csv}. */
  @Test
  void anIndexWithoutANameIsTheTime() throws Exception {
    String index = ",usage,active_file,limit\n2026-11-30 12:00:00+00:00,400.0,30.0,1000.0\n";
    assertEquals("1 rows, 0 bad", read(index, StandardCharsets.UTF_8));
    assertEquals(
        "2 rows, 0 bad",
        read(CSV.replace("time,", ",time,").replace("\n1", "\n0,1"), StandardCharsets.UTF_8));
    HistoryException thrown =
        assertThrows(
            HistoryException.class, () -> read("usage,,limit\n1,2,3\n", StandardCharsets.UTF_8));
    assertTrue(thrown.getMessage().startsWith("there is no column time"), thrown::getMessage);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[]}}",
        "{\"Name\":\"checkout\",\"MemUsage\":\"512MiB / 1GiB\"}",
        "[]"
      })
  void anAnswerWithoutSeriesSaysSo(String answer) {
    HistoryException thrown =
        assertThrows(HistoryException.class, () -> read(answer, StandardCharsets.UTF_8));
    assertTrue(thrown.getMessage().startsWith("there is no series in it"), thrown::getMessage);
  }

  @Test
  void aCompressedFileIsNamedAsSuch() {
    HistoryException thrown =
        assertThrows(
            HistoryException.class, () -> read("\u001f\u008b\b", StandardCharsets.ISO_8859_1));
    assertEquals("expected text, found gzip: decompress it first", thrown.getMessage());
  }

  /** As Azure, Datadog and many tables have it. */
  @Test
  void theNewestRowFirstIsRefused() throws Exception {
    StringBuilder newestFirst = new StringBuilder("time,usage,active_file,limit\n");
    for (int i = 40; i >= 0; i--) {
      newestFirst.append(1790000000 + 15 * i).append(",400,30,1000\n");
    }
    HistoryException thrown =
        assertThrows(
            HistoryException.class, () -> read(newestFirst.toString(), StandardCharsets.UTF_8));
    assertEquals(
        "expected the rows of each container in the order of time, found 40 of 41 that are not"
            + " after the row before: sort them by time",
        thrown.getMessage());
    String twice = CSV + CSV.substring(CSV.indexOf('\n') + 1);
    assertEquals("4 rows, 2 bad", read(twice, StandardCharsets.UTF_8));
  }

  private static String read(String text, Charset charset) throws Exception {
    History history = new History("", null);
    HistoryFile.read(new ByteArrayInputStream(text.getBytes(charset)), history, null);
    return history.rows + " rows, " + history.badRows + " bad";
  }
}
