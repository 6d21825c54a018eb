package io.github.headroom.agent.backtest;

import static io.github.headroom.agent.backtest.ReadHistory.csv;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which column of a header gives what. */
class HeaderTest {

  @Test
  void theCountOfAllGroupsBelowReplacesTheOneOfTheGroupAlone() throws Exception {
    // A dump of v1's memory.stat: usage is that of all groups below it, too.
    ReadHistory read =
        ReadHistory.of(
            csv(
                "usage,limit,cache,rss,inactive_file,active_file,total_cache,total_rss,"
                    + "total_inactive_file,total_active_file",
                "400,1000,1,1,1,1,150,200,100,30"));
    assertEquals(List.of("730"), read.headroom());
    assertEquals("inactive_file", read.history.read.get("total_inactive_file"));
    assertEquals(Set.of("cache", "rss", "inactive_file", "active_file"), read.history.ignored);
  }

  @Test
  void itDoesSoInAnyOrder() throws Exception {
    ReadHistory read =
        ReadHistory.of(
            csv(
                "usage,limit,total_inactive_file,inactive_file,active_file,total_active_file",
                "400,1000,100,1,1,30"));
    assertEquals(List.of("730"), read.headroom());
    assertEquals(Set.of("inactive_file", "active_file"), read.history.ignored);
  }

  @Test
  void allThatIsReadIsListed() throws Exception {
    ReadHistory read =
        ReadHistory.of(csv("container_memory_working_set_bytes,limit,start_time", "300,1000,1"));
    assertEquals(
        Map.of(
            "container_memory_working_set_bytes",
            "working_set",
            "limit",
            "limit",
            "start_time",
            "start_time"),
        read.history.read);
  }

  @Test
  void theFirstOfTwoColumnsWithTheSameMeaningIsUsed() throws Exception {
    ReadHistory read =
        ReadHistory.of(
            csv(
                "working_set,container_memory_working_set_bytes,limit,limit_bytes,timestamp",
                "300,999,1000,2000,7"));
    assertEquals(List.of("700"), read.headroom());
    assertEquals(
        Set.of("container_memory_working_set_bytes", "limit_bytes", "timestamp"),
        read.history.ignored);
  }

  @Test
  void aTimeGoesBeforeADateAndBeforeWhatCountsFromAnotherOrigin() throws Exception {
    for (String header :
        new String[] {
          "date,timestamp", "elapsed,time", "date,elapsed,ts", "date,epoch", "date,_time"
        }) {
      String first = "2026-11-30,";
      String times =
          header.startsWith("date,elapsed") ? first + "7,1790000000" : first + 1790000000;
      ReadHistory read =
          ReadHistory.of(header + ",usage,active_file,limit\n" + times + ",400,30,1000\n");
      assertEquals(List.of(), read.history.problems, header);
      assertEquals(1_790_000_000, read.lives().get(0).begin, header);
    }
  }

  @Test
  void theFirstColumnOfTimesIsUsed() throws Exception {
    ReadHistory read =
        ReadHistory.of("timestamp,time,usage,active_file,limit\n1790000000,01:02:03,400,30,1000\n");
    assertEquals(List.of(), read.history.problems);
  }

  @Test
  void aHeaderMayBeginWithANumberSign() throws Exception {
    String text = csv("usage,active_file,limit", "400,30,1000");
    for (String sign : new String[] {"#", "# ", "\ufeff# ", "# recorded on a host\n#\n#"}) {
      ReadHistory read = ReadHistory.of(sign + text);
      assertEquals(List.of("630"), read.headroom(), sign);
      assertEquals(0, read.history.badRows, sign);
    }
  }

  @Test
  void aHeaderWithoutTheSignGoesBeforeOneWithIt() throws Exception {
    String text = csv("usage,active_file,limit", "400,30,1000");
    ReadHistory read = ReadHistory.of("# time,usage,limit,active_file are bytes\n" + text);
    assertEquals(List.of("630"), read.headroom());
    assertEquals(0, read.history.badRows);
  }

  @Test
  void aNoteIsNoHeader() {
    HistoryException thrown =
        assertThrows(
            HistoryException.class, () -> ReadHistory.of("# date, yesterday\n1790000000,5,6\n"));
    assertTrue(thrown.getMessage().contains("found 1790000000,5,6"), thrown::getMessage);
  }

  @Test
  void notesAloneAreAnEmptyFile() {
    HistoryException thrown =
        assertThrows(HistoryException.class, () -> ReadHistory.of("# a note\n\n"));
    assertTrue(thrown.getMessage().startsWith("it is empty"), thrown::getMessage);
  }

  @Test
  void runsAreContainersOfTheirOwn() throws Exception {
    for (String label : new String[] {"life", "run", "seed", "shape", "case", "name"}) {
      ReadHistory read =
          ReadHistory.of(csv(label + ",usage,active_file,limit", "a,400,30,1000", "b,400,30,1000"));
      assertEquals(Set.of(label + "=\"a\"", label + "=\"b\""), read.history.series.keySet());
    }
  }

  @Test
  void startTimesMayBeTexts() throws Exception {
    ReadHistory read =
        ReadHistory.of(
            csv(
                "start_time,usage,active_file,limit",
                "2026-11-30T01:02:03Z,400,30,1000",
                "2026-11-30T01:02:03Z,400,30,1000",
                "2026-11-30 04:00:00 UTC,400,30,1000",
                "soon,400,30,1000"));
    assertEquals(List.of("restarted", "unknown"), read.ends());
    assertEquals(
        List.of("line 5: start_time: expected a number or ISO 8601, found \"soon\""),
        read.history.problems);
  }
}
