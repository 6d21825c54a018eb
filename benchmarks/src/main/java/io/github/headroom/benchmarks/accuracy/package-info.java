/**
 * How often and how well the forecast is right: synthetic containers and the lab's kills, replayed.
 */
package io.github.headroom.benchmarks.accuracy;
