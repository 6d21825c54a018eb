package io.github.headroom.agent.backtest;

import static io.github.headroom.agent.backtest.ReadHistory.csv;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Room in swap: 600 MiB are free without it, and 10 are active page cache. */
class SwapColumnsTest {

  private static final String COLUMNS = "usage,active_file,limit,";

  @Test
  void anEmptyCellOfSwapIsNotKnownAndDoesNotEndTheRoom() throws Exception {
    ReadHistory read = read("swap,swap_limit", "100,300", ",300", "100,300");
    assertEquals(List.of("810", "", "810"), read.headroom());
  }

  @Test
  void withoutALimitOfSwapAnEmptyCellChangesNothing() throws Exception {
    assertEquals(List.of("610", "610"), read("swap", "100", "").headroom());
  }

  @Test
  void whatALimitOfSwapAllowsIsTakenAndListed() throws Exception {
    assertEquals(
        List.of("swap_free: the machine is taken to have what swap_limit allows"),
        swap(read("swap,swap_limit", "0,300")));
  }

  @Test
  void noSwapAllowedIsNoAssumption() throws Exception {
    ReadHistory read = read("swap,swap_limit", "0,0");
    assertEquals(List.of("610"), read.headroom());
    assertEquals(List.of(), swap(read));
  }

  @Test
  void anUnlimitedLimitOfSwapBoundsNothingAndIsListed() throws Exception {
    ReadHistory read = read("swap,swap_limit", "100,max");
    assertEquals(List.of("610"), read.headroom());
    assertEquals(
        List.of(
            "swap_free: that more can be swapped is not expected; swap_limit is unlimited at times"
                + " and gives no amount"),
        swap(read));
  }

  @Test
  void aLimitOfSwapWithoutSwapHasNoEffectAndIsListed() throws Exception {
    ReadHistory read = read("swap_limit", "300");
    assertEquals(List.of("610"), read.headroom());
    assertEquals(
        List.of(
            "swap: swap_limit has no effect without it, that more can be swapped is not expected"),
        swap(read));
  }

  @Test
  void swapAloneIsListed() throws Exception {
    assertEquals(
        List.of("swap_free, swap_limit: that more can be swapped is not expected"),
        swap(read("swap", "100")));
    assertEquals(List.of(), swap(read("swap,swap_free", "100,300")));
  }

  private static ReadHistory read(String columns, String... rows) throws Exception {
    String[] whole = new String[rows.length];
    for (int i = 0; i < rows.length; i++) {
      whole[i] = "400,10,1000," + rows[i];
    }
    return ReadHistory.of(csv(COLUMNS + columns, whole));
  }

  private static List<String> swap(ReadHistory read) {
    return read.assumed().stream().filter(assumption -> assumption.startsWith("swap")).toList();
  }
}
