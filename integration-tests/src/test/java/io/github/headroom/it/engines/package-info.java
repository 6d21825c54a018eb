/** Real container engines and systemd, with the agent as the pages in docs have it. */
package io.github.headroom.it.engines;
