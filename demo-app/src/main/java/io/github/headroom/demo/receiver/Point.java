package io.github.headroom.demo.receiver;

import java.util.SortedMap;

/**
 * One number of one series at one time.
 *
 * @param name metric name, as sent
 * @param unit UCUM unit, as sent; empty if the sender gave none
 * @param attributes the point's own attributes, values as text
 * @param timeMillis the sender's clock, milliseconds since the epoch
 * @param value always finite
 */
public record Point(
    String name,
    String unit,
    SortedMap<String, String> attributes,
    long timeMillis,
    double value) {}
