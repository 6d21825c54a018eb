/** What runs inside the measured JVMs beside an agent; nothing else is on their class path. */
package io.github.headroom.benchmarks.app;
