/** A small OTLP/HTTP metrics receiver that keeps the last half hour and shows it on a live page. */
package io.github.headroom.demo.receiver;
