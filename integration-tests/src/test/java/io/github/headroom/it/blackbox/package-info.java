/**
 * The black box on real kills and other ends: JVMs that die in every way with the recorder on, and
 * whether what they leave reads back and names how they ended.
 */
package io.github.headroom.it.blackbox;
