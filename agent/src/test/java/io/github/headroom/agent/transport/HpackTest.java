package io.github.headroom.agent.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.ProtocolException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Examples without a source are from RFC 7541, appendix C. */
class HpackTest {

  @Test
  void aLiteralWithIndexingIsDecodedThoughNothingIsKept() throws ProtocolException {
    assertEquals(
        List.of("custom-key", "custom-header"),
        decode("400a637573746f6d2d6b65790d637573746f6d2d686561646572", "custom-key"));
  }

  @Test
  void aLiteralWithoutIndexingTakesItsNameFromTheStaticTable() throws ProtocolException {
    assertEquals(List.of(":path", "/sample/path"), decode("040c2f73616d706c652f70617468", ":path"));
  }

  @Test
  void aLiteralNeverIndexed() throws ProtocolException {
    assertEquals(
        List.of("password", "secret"), decode("100870617373776f726406736563726574", "password"));
  }

  @Test
  void anIndexedFieldHasNameAndValue() throws ProtocolException {
    assertEquals(List.of(":method", "GET"), decode("82", ":method"));
  }

  @Test
  void theLastStaticEntryHasAnEmptyValue() throws ProtocolException {
    assertEquals(List.of("www-authenticate", ""), decode("bd", "www-authenticate"));
  }

  @Test
  void huffmanCodedTextsAreDecoded() throws ProtocolException {
    assertEquals(
        List.of(":method", "GET", ":scheme", "http", ":path", "/", ":authority", "www.example.com"),
        decode("828684418cf1e3c2e5f23a6ba0ab90f4ff", ":method", ":scheme", ":path", ":authority"));
    assertEquals(
        List.of(
            ":status",
            "302",
            "cache-control",
            "private",
            "date",
            "Mon, 21 Oct 2013 20:13:21 GMT",
            "location",
            "https://www.example.com"),
        decode(
            "488264025885aec3771a4b6196d07abe941054d444a8200595040b8166e082a62d1bff"
                + "6e919d29ad171863c78f0b97c8e9ae82ae43d3",
            ":status",
            "cache-control",
            "date",
            "location"));
  }

  @Test
  void aTableSizeUpdateIsPassedOver() throws ProtocolException {
    assertEquals(List.of(":status", "200"), decode("2088", ":status"));
    assertEquals(List.of(":status", "200"), decode("3fe11f88", ":status"));
  }

  @Test
  void anEmptyBlockHasNoFields() throws ProtocolException {
    assertEquals(List.of(), decode(""));
  }

  @Test
  void anIndexOfADynamicTableIsRefused() {
    assertEquals(
        "HPACK: expected an index of 1 to 61, found 62",
        assertThrows(ProtocolException.class, () -> decode("be")).getMessage());
    assertThrows(ProtocolException.class, () -> decode("80"));
  }

  @Test
  void aCutBlockIsRefused() {
    assertThrows(ProtocolException.class, () -> decode("400a637573"));
    assertThrows(ProtocolException.class, () -> decode("40"));
    assertThrows(ProtocolException.class, () -> decode("ff"));
  }

  @Test
  void anIntegerWithoutEndIsRefused() {
    assertThrows(ProtocolException.class, () -> decode("ffffffffffffffffff7f"));
  }

  @Test
  void huffmanPaddingOfZerosIsRefused() {
    // "w" is the seven bits 1111000, here padded with a 0.
    assertThrows(ProtocolException.class, () -> decode("400181f000"));
  }

  @Test
  void huffmanPaddingOfAByteIsRefused() {
    assertThrows(ProtocolException.class, () -> decode("400181ff00"));
  }

  @Test
  void huffmansEndOfStringWithinATextIsRefused() {
    assertThrows(ProtocolException.class, () -> decode("400184ffffffff00"));
  }

  @Test
  void anEncodedTextIsDecodedAgain() throws ProtocolException {
    HpackEncoder encoder = new HpackEncoder();
    encoder.add("grpc-timeout", "10000m");
    encoder.add("api-key", "k".repeat(300));

    byte[] block = encoder.toByteArray();
    HpackDecoder decoder = new HpackDecoder("api-key", "grpc-timeout");
    decoder.decode(block, 0, block.length, 1000);
    assertEquals("10000m", decoder.value(1));
    assertEquals("k".repeat(300), decoder.value(0));
  }

  @Test
  void aFieldNobodyAskedForIsPassedOver() throws ProtocolException {
    assertEquals(List.of(), decode("82", ":path"));
  }

  @Test
  void aBlockLeavesNothingToTheNextOne() throws ProtocolException {
    HpackDecoder decoder = new HpackDecoder(":method");
    decoder.decode(new byte[] {(byte) 0x82}, 0, 1, 1000);
    decoder.decode(new byte[0], 0, 0, 1000);
    assertEquals(null, decoder.value(0));
  }

  @Test
  void aListCountsItsTextsAnd32BytesAField() throws ProtocolException {
    byte[] block = HexFormat.of().parseHex("8282");
    assertEquals(2 * (32 + 10), new HpackDecoder().decode(block, 0, 2, 1000));
  }

  @Test
  void aListThatGrowsBeyondItsLimitIsRefused() {
    byte[] block = new byte[64 * 1024];
    Arrays.fill(block, (byte) 0x82);
    assertThrows(
        ProtocolException.class,
        () -> new HpackDecoder().decode(block, 0, block.length, 64 * 1024));
  }

  @Test
  void theBeginningOfALongValueIsKept() throws ProtocolException {
    HpackEncoder encoder = new HpackEncoder();
    encoder.add("grpc-message", "m".repeat(50_000));
    byte[] block = encoder.toByteArray();
    HpackDecoder decoder = new HpackDecoder("grpc-message");
    assertEquals(32 + 12 + 50_000, decoder.decode(block, 0, block.length, 64 * 1024));
    assertEquals("m".repeat(4096), decoder.value(0));
  }

  /** Returns names and values of the present fields, in the order of the names. */
  private static List<String> decode(String hex, String... names) throws ProtocolException {
    byte[] block = HexFormat.of().parseHex(hex);
    HpackDecoder decoder = new HpackDecoder(names);
    decoder.decode(block, 0, block.length, 64 * 1024);
    List<String> fields = new ArrayList<>();
    for (int i = 0; i < names.length; i++) {
      String value = decoder.value(i);
      if (value != null) {
        fields.add(names[i]);
        fields.add(value);
      }
    }
    return fields;
  }
}
