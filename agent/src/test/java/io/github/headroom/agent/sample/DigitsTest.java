package io.github.headroom.agent.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DigitsTest {

  @ParameterizedTest(name = "{0}: {3}")
  @CsvSource({
    "a number,              '42',                    0, '42 to 2'",
    "nought,                '0',                     0, '0 to 1'",
    "leading noughts,       '007',                   0, '7 to 3'",
    "a number in the midst, 'anon 12 kB',            5, '12 to 7'",
    "the largest of 63 bits,'9223372036854775807',   0, '9223372036854775807 to 19'",
    "one more than that,    '9223372036854775808',   0, '-9223372036854775808 to 19'",
    "64 bits,               '18446744073709551615',  0, '-1 to 20'",
    "one more than 64 bits, '18446744073709551616',  0, none",
    "twenty large digits,   '99999999999999999999',  0, none",
    "21 digits,             '184467440737095516150', 0, none",
    "a hundred digits,      '99999999999999999999999999999999999999999999999999', 0, none",
    "a minus sign,          '-4096',                 0, '-4096 to 5'",
    "a minus sign alone,    '-',                     0, none",
    "two minus signs,       '--1',                   0, none",
    "less than 63 bits,     '-9223372036854775808',  0, none",
    "a plus sign,           '+1',                    0, none",
    "a space before,        ' 1',                    0, none",
    "letters,               'max',                   0, none",
    "nothing,               '',                      0, none",
    "the end of the text,   '12',                    2, none",
  })
  void readsDecimalDigitsAndNothingElse(String which, String text, int from, String expected) {
    Digits digits = new Digits();
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    boolean found = digits.parse(bytes, from, bytes.length);
    assertEquals(expected, found ? digits.value + " to " + digits.end : "none", which);
  }
}
