/** Reads the sources: one class per source fills one flat sample. */
package io.github.headroom.agent.sample;
